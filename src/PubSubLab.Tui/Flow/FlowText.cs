using System.Globalization;
using Humanizer;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Flow;

/// <summary>The words and bars of the flow.</summary>
internal static class FlowText
{
    private const int BarWidth = 5;
    private const string AttributesPrefix = "attributes.";

    // A bar of four cells is full at a hundred waiting messages.
    private static readonly long[] s_backlogSteps = [1, 3, 10, 100];

    /// <summary>A count in six columns: 99,999, then 123.5k.</summary>
    public static string Short(long count) => count < 100_000 ? $"{count:N0}" : ((double)count).ToMetric(decimals: 1);

    /// <summary>A rate in few columns.</summary>
    public static string Rate(double perSecond) => perSecond < 10_000 ? $"{Math.Round(perSecond).ToString(CultureInfo.InvariantCulture)}/s" : $"{perSecond / 1_000:0}k/s";

    /// <summary>An age that is whole in its column: without the word where that has no room.</summary>
    public static string Ago(TimeSpan age, int width) => Durations.Ago(age) is var words && words.Length <= width ? words : Durations.Age(age);

    /// <summary>A filter as it is read; the prefix that every condition has says nothing.</summary>
    public static string Filter(SubscriptionSpec? spec) => spec?.Filter?.Replace(AttributesPrefix, "", StringComparison.Ordinal) ?? Acceptance.Everything.Label;

    /// <summary>The backlog as a bar of four cells; points for an unknown one.</summary>
    public static string BacklogBar(long? waiting)
    {
        if (waiting is null)
        {
            return new string('·', s_backlogSteps.Length);
        }

        var full = s_backlogSteps.Count(s => waiting >= s);
        return new string('▇', full) + new string('▁', s_backlogSteps.Length - full);
    }

    /// <summary>A worker's outstanding messages, as a bar up to its limit and a number.</summary>
    public static string Busy(int outstanding, int limit)
    {
        if (outstanding == 0)
        {
            return new string('░', BarWidth);
        }

        // A worker with a limit of 1,000 would never look busy on a linear scale.
        var share = Math.Log(outstanding + 1) / Math.Log(Math.Min(limit, 1_000) + 1);
        var full = Math.Clamp((int)Math.Ceiling(share * BarWidth), 1, BarWidth);
        return new string('█', full) + new string('░', BarWidth - full) + $" {outstanding}";
    }

    /// <summary>A subscription's messages, as far as the backend tells.</summary>
    public static IEnumerable<Segment> Backlog(BacklogState? backlog)
    {
        if (backlog is null)
        {
            yield break;
        }

        var role = backlog.Waiting > 0 ? Role.Warning : Role.Dim;
        yield return new Segment(BacklogBar(backlog.Waiting), role);
        yield return new Segment($" {Figure(backlog.Waiting)} {(backlog.IsTaskQueue ? "ready" : "waiting")}", role);
        if (backlog.IsTaskQueue)
        {
            var unacknowledged = backlog.Unacknowledged;
            yield return new Segment($", {Figure(unacknowledged)} unacked", unacknowledged > 0 ? Role.Normal : Role.Dim);
            if (backlog.IsStale)
            {
                yield return new Segment(", stale", Role.Bad);
            }
        }

        if (backlog.OldestAge is { } age)
        {
            // Where none waits, the oldest one is at a worker.
            yield return new Segment($", oldest {(backlog.Waiting == 0 ? "unacked " : "")}{Durations.Age(age)}", role);
        }

    }

    /// <summary>The figures of a task queue that other queues do not have; an unknown one is a question mark.</summary>
    /// <param name="backlog">The figures.</param>
    /// <param name="brief">Whether there is little room.</param>
    public static IEnumerable<Segment> Tasks(BacklogState backlog, bool brief)
    {
        var (gap, more) = (brief ? "  " : "    ", backlog.IsPartial ? "+" : "");
        yield return new Segment($"◷ {Figure(backlog.Scheduled)}{(backlog.Scheduled is null ? "" : more)} scheduled", backlog.Scheduled > 0 ? Role.Info : Role.Dim);
        if (backlog.NextDueIn is { } due)
        {
            var left = Durations.Format(TimeSpan.FromSeconds(Math.Ceiling(due.TotalSeconds)));
            yield return new Segment(brief ? $" ({left})" : $", next in {left}", Role.Info);
        }

        yield return new Segment($"{gap}↻ {Figure(backlog.Retrying)}{(backlog.Retrying is null ? "" : more)} retrying", backlog.Retrying > 0 ? Role.Warning : Role.Dim);
        if (backlog.HighestAttempt is { } attempt)
        {
            yield return new Segment(brief ? $" (attempt {attempt})" : $", attempt {attempt}", Role.Warning);
        }

        if (backlog.Dead is { } dead)
        {
            yield return new Segment($"{gap}✗ {dead:N0} dead", dead > 0 ? Role.Bad : Role.Dim);
        }

        if (backlog.Results is { } results)
        {
            yield return new Segment($"{gap}✓ {results.Succeeded:N0}{(brief ? "" : " succeeded")}", Role.Dim);
            yield return new Segment($", {results.Failed:N0} failed", results.Failed > 0 ? Role.Bad : Role.Dim);
        }
    }

    /// <summary>A figure, or a question mark for one that the broker does not tell.</summary>
    public static string Figure(long? count) => count is { } known ? $"{known:N0}" : "?";

    /// <summary>The sign of message transforms, behind a topic's name or a subscription's filter; empty for none.</summary>
    public static string Transforms(int active) => active switch { 0 => "", 1 => " ƒ", _ => $" ƒ{active}" };

    /// <summary>The part that a filter lets through; null where there is no filter or nothing was published yet.</summary>
    public static string? Share(SubscriptionNode node)
    {
        var (passed, seen) = FilterShare.Of(node.Flow, node.Backlog);
        return node.Spec?.Filter is null || seen == 0 ? null
            // Only a broker that reports what it filters out knows of how many.
            : node is { Backlog: null, Flow.FilteredOut: 0 } ? $"{passed:N0} passed"
            : $"{passed:N0} of {seen:N0} {(passed == 1 ? "passes" : "pass")}";
    }

    /// <summary>The leases that a killed worker left, as far as they run: how many are left in each third of the time.</summary>
    public static string LeasesBar(IReadOnlyList<TimeSpan> ends, TimeSpan now)
    {
        if (ends.Count == 0)
        {
            return "";
        }

        var third = (ends[^1] - now) / 3;
        return Sparkline.Of([.. Enumerable.Range(0, 3).Select(i => (long)ends.Count(e => e > now + (third * i)))]);
    }
}

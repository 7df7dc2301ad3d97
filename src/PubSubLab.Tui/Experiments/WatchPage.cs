using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Experiments;

/// <summary>A question while it runs: counts, and each caption from its moment on.</summary>
internal static class WatchPage
{
    private const int LastSteps = 3;

    private static readonly (LabEventKind Kind, string Name)[] s_counts =
    [
        (LabEventKind.Published, "published"), (LabEventKind.Delivered, "delivered"), (LabEventKind.Acked, "acked"), (LabEventKind.Nacked, "nacked"),
    ];

    public static PageLines Of(ExperimentRun run, TimeSpan now, BrokerConnection broker, ScreenKeys keys, int width)
    {
        var page = new PageLines(width);
        page.Add(
            [
                new Segment($"… {Durations.Age(now - run.StartedAt)}  ", Role.Accent),
                // A run that keeps its own books counts none.
                .. s_counts.Where(_ => run.Captions.CountOf(LabEventKind.Published) > 0).SelectMany(c => new[] { new Segment($"{c.Name} ", Role.Dim), new Segment($"{run.Captions.CountOf(c.Kind):N0}  ", Role.Strong) }),
            ]);
        if (run.Variation is { } variation)
        {
            page.Say($"Changed: {variation}.", Role.Dim);
        }
        else if (run.SaidText is { } said)
        {
            page.Say($"You said: {said}", Role.Dim);
        }

        if (broker.LostAt is not null)
        {
            page.Say($"{broker.Label(now)}: the broker does not answer, and the run waits for it. {keys.KeyOf(CommandIds.ExperimentStop)} stops the run.", Role.Bad);
        }

        page.Blank();
        var reached = run.Captions.Reached;
        for (var i = 0; i < reached.Count; i++)
        {
            page.Say(reached[i].Text, i == reached.Count - 1 ? Role.Strong : Role.Normal, indent: "  ", first: i == reached.Count - 1 ? "▸ " : "· ");
        }

        if (reached.Count < run.Experiment.Lesson.Captions.Count)
        {
            page.Say($"{run.Experiment.Lesson.Captions.Count - reached.Count} more to see", Role.Dim, indent: "  ", first: "○ ");
        }

        page.Blank();
        foreach (var (at, line) in run.Steps.TakeLast(LastSteps))
        {
            page.Say($"+{(at - run.StartedAt).TotalSeconds:0.0} s  {line}", Role.Dim);
        }

        page.Blank();
        page.Say(
            $"Change it as it runs: {keys.KeyOf(CommandIds.Spawn)} one more worker, {keys.KeyOf(CommandIds.Slow)} slow on and off, {keys.KeyOf(CommandIds.Slower)} {keys.KeyOf(CommandIds.Faster)} its rate; "
            + $"{keys.KeyOf(CommandIds.PaneFlow)} goes to the flow, where {keys.KeyOf(CommandIds.Kill)} kills the selected worker.", Role.Dim);
        return page;
    }
}

using System.Text.RegularExpressions;
using PubSubLab.Lab;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>Looks at the keys of a Redis for those that another program fills or reads, and this one does not.</summary>
internal sealed partial class RedisComparison(IDatabase database, RedisKeys keys, TimeSpan visibility, DateTimeOffset now)
{
    private const int MostKeys = 50_000;
    private const int MostQueues = 5;
    private const string Results = "celery-task-meta-";
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<FleetDifference> _found = [];

    /// <summary>Compares.</summary>
    /// <param name="queue">The queue that this program's workers read.</param>
    public async Task<IReadOnlyList<FleetDifference>> RunAsync(string queue)
    {
        await ReadNamesAsync();
        await ComparePrefixesAsync(queue);
        await CompareSeparatorsAsync(queue);
        await CompareStepsAsync(queue);
        await CompareQueuesAsync(queue);
        await CompareVisibilityAsync();
        return _found;
    }

    private async Task ReadNamesAsync()
    {
        var server = database.Multiplexer.GetServer(database.Multiplexer.GetEndPoints()[0]);
        await foreach (var key in server.KeysAsync(database.Database, "*", pageSize: 1_000))
        {
            if (key.ToString() is { Length: > 0 } name && !name.Contains(Results, StringComparison.Ordinal) && _names.Add(name) && _names.Count == MostKeys)
            {
                _found.Add(new FleetDifference($"This Redis has more than {MostKeys:N0} keys; the others were not looked at.", "Use a database of its own for Celery.", false));
                return;
            }
        }
    }

    /// <summary>Every program of Kombu's keeps bindings, so that a prefix shows there.</summary>
    private async Task ComparePrefixesAsync(string queue)
    {
        var others = _names.Select(n => n.IndexOf(RedisKeys.BindingPrefix, StringComparison.Ordinal) is var at and >= 0 ? n[..at] : null)
            .OfType<string>().Where(p => p != keys.Prefix).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var prefix in others)
        {
            var lists = _names.Where(n => n.StartsWith(prefix + queue, StringComparison.Ordinal) && (n.Length == prefix.Length + queue.Length || StepOf(n, prefix + queue) is not null));
            var waiting = await CountAsync(lists);
            if (waiting > 0 || _names.Contains(prefix + RedisKeys.BindingPrefix + queue))
            {
                _found.Add(new FleetDifference(
                    $"Another program has queue '{queue}' under the prefix '{Show(prefix)}', and {Tasks(waiting)} there; the lab uses {(keys.Prefix.Length == 0 ? "none" : $"'{Show(keys.Prefix)}'")} and would never read them.",
                    prefix.Length == 0 ? "Leave CELERY_GLOBAL_KEYPREFIX empty, or give the other program the same global_keyprefix." : $"Set CELERY_GLOBAL_KEYPREFIX={Show(prefix)}.",
                    waiting > 0));
            }
        }
    }

    private async Task CompareSeparatorsAsync(string queue)
    {
        var separators = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in await database.SetMembersAsync(keys.Bindings(queue)))
        {
            // A queue is bound by its own name: queue, separator, separator, queue.
            var text = member.ToString();
            if (text.Length > 2 * queue.Length && text.StartsWith(queue, StringComparison.Ordinal) && text.EndsWith(queue, StringComparison.Ordinal)
                && text[queue.Length..^queue.Length] is var middle && middle.Length % 2 == 0 && middle[..(middle.Length / 2)] == middle[(middle.Length / 2)..])
            {
                separators.Add(middle[..(middle.Length / 2)]);
            }
        }

        foreach (var list in ListsBeside(queue))
        {
            separators.Add(StepOf(list, keys.Prefix + queue)!.Value.Separator);
        }

        foreach (var separator in separators.Where(s => s != keys.Separator).Order(StringComparer.Ordinal))
        {
            var waiting = await CountAsync(ListsBeside(queue).Where(l => StepOf(l, keys.Prefix + queue)!.Value.Separator == separator));
            _found.Add(new FleetDifference(
                $"Another program has the separator '{Show(separator)}' for queue '{queue}', and {Tasks(waiting)} of other priorities there; the lab uses '{Show(keys.Separator)}' and would never read them.",
                $"Set CELERY_SEP={Show(separator)}.", waiting > 0));
        }
    }

    private async Task CompareStepsAsync(string queue)
    {
        var others = ListsBeside(queue).Where(l => StepOf(l, keys.Prefix + queue) is { } s && s.Separator == keys.Separator && !keys.Steps.Contains(s.Step)).ToList();
        if (others.Count > 0)
        {
            var steps = others.Select(l => StepOf(l, keys.Prefix + queue)!.Value.Step).Concat(keys.Steps).Distinct().Order();
            _found.Add(new FleetDifference(
                $"{Tasks(await CountAsync(others))} in steps of priority that the lab does not read: it reads {string.Join(", ", keys.Steps)}.",
                $"Set CELERY_PRIORITY_STEPS={string.Join(",", steps)}, and priority_steps of the other program to the same.", Starves: true));
        }
    }

    private async Task CompareQueuesAsync(string queue)
    {
        var begin = keys.Prefix + RedisKeys.BindingPrefix;
        var others = new List<(string Queue, long Waiting)>();
        foreach (var name in _names.Where(n => n.StartsWith(begin, StringComparison.Ordinal)).Select(n => n[begin.Length..]))
        {
            if (name != queue && !name.Contains("pidbox", StringComparison.Ordinal) && _names.Contains(keys.Prefix + name) && await CountAsync([keys.Prefix + name]) is var waiting and > 0)
            {
                others.Add((name, waiting));
            }
        }

        if (others.Count > 0)
        {
            var shown = others.OrderByDescending(o => o.Waiting).Take(MostQueues).Select(o => $"'{Show(o.Queue)}' ({o.Waiting:N0})");
            _found.Add(new FleetDifference(
                $"Tasks wait in other queues: {string.Join(", ", shown)}{(others.Count > MostQueues ? ", …" : "")}. The lab's workers on '{queue}' do not read them.",
                "Where they are the lab's, set SUBSCRIPTION_NAME to their queue.", false));
        }
    }

    private async Task CompareVisibilityAsync()
    {
        var seconds = RedisSubscription.SecondsOf(now);

        // The lab's workers look each 20th of the timeout.
        var before = seconds - (1.2 * visibility.TotalSeconds) - 1;
        var over = await database.SortedSetRangeByScoreWithScoresAsync(keys.UnackedIndex, 0, before);
        if (over.Length > 0)
        {
            _found.Add(new FleetDifference(
                $"{over.Length:N0} task{(over.Length == 1 ? " is" : "s are")} outstanding for up to {Durations.Format(TimeSpan.FromSeconds(seconds - over[0].Score))}; the lab's visibility timeout is {Durations.Format(visibility)}. Their worker is dead, or has a longer one: then a worker of the lab runs them a second time.",
                "Set CELERY_VISIBILITY_TIMEOUT to the other program's visibility_timeout.", false));
        }
    }

    /// <summary>Lists of the queue that this program does not read: of another separator or step. One that is a queue of its own is none.</summary>
    private IEnumerable<string> ListsBeside(string queue)
    {
        var own = keys.ListsOf(queue).Select(k => k.ToString()).ToHashSet(StringComparer.Ordinal);
        return _names.Where(n => !own.Contains(n) && StepOf(n, keys.Prefix + queue) is not null && !_names.Contains(keys.Prefix + RedisKeys.BindingPrefix + n[keys.Prefix.Length..]))
            .Order(StringComparer.Ordinal);
    }

    private static (string Separator, int Step)? StepOf(string list, string queue) =>
        list.StartsWith(queue, StringComparison.Ordinal) && Step().Match(list[queue.Length..]) is { Success: true } match
            ? (match.Groups["sep"].Value, match.Groups["step"].Value[0] - '0')
            : null;

    private async Task<long> CountAsync(IEnumerable<string> lists)
    {
        var count = 0L;
        foreach (var list in lists)
        {
            count += await database.KeyTypeAsync(list) == RedisType.List ? await database.ListLengthAsync(list) : 0;
        }

        return count;
    }

    private static string Tasks(long count) => count switch { 0 => "no task waits", 1 => "1 task waits", _ => $"{count:N0} tasks wait" };

    private static string Show(string text) =>
        OutsideText.Printable(string.Concat(text.Select(c => char.IsControl(c) ? $@"\x{(int)c:x2}" : $"{c}")));

    [GeneratedRegex("^(?<sep>[^A-Za-z0-9]+)(?<step>[1-9])$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Step();
}

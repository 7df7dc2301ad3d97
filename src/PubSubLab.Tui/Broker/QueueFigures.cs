using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Time;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Broker;

/// <summary>The figures of a broker of queues, asked of it once a second. It belongs to the screen's thread; the asking does not.</summary>
internal sealed class QueueFigures(LabSession session, Playback playback, WorkerList workers, BackgroundWork work, Notices notices, ScreenClock clock)
{
    private const int MostQueues = 20;
    private static readonly TimeSpan s_count = TimeSpan.FromSeconds(1);

    private readonly BrokerTrouble _trouble = new(session, playback, notices, clock);
    private Dictionary<string, BacklogState> _queues = new(StringComparer.Ordinal);
    private bool _isWhole;
    private long? _askedAt;
    private bool _asking;

    private IQueueInspection? Source => playback.IsRecording ? null : session.Ports.Queues ?? session.Transport as IQueueInspection;

    /// <summary>Whether the broker told any.</summary>
    public bool Any => _queues.Count > 0 && !playback.IsRecording;

    /// <summary>The figures of a queue; null where the broker told none.</summary>
    public BacklogState? Of(string queue) => _queues.GetValueOrDefault(queue);

    /// <summary>The figures of all queues together, unknown ones until the broker tells; null where the broker is none of task queues.</summary>
    public BacklogState? Total() => Source is not { HasTasks: true } ? null : _queues.Values.ToList() is not [var first, ..] states ? BacklogState.Unknown : new BacklogState(Sum(states, s => s.Waiting), states.Sum(s => s.Outstanding), null)
    {
        IsTaskQueue = true,
        Unacknowledged = first.UnacknowledgedOfAll ? states.Max(s => s.Unacknowledged) : Sum(states, s => s.Unacknowledged),
        Scheduled = first.ScheduledOfAll ? states.Max(s => s.Scheduled) : Sum(states, s => s.Scheduled),
        Retrying = Sum(states, s => s.Retrying),
        Dead = states.Exists(s => s.Dead is not null) ? states.Sum(s => s.Dead ?? 0) : null,
        Results = first.Results,
        IsPartial = states.Exists(s => s.IsPartial),
        IsStale = states.Exists(s => s.IsStale),
    };

    /// <summary>The messages that the broker is not done with, in all subscriptions; null where it does not tell, or not of all.</summary>
    public long? Unacked() => Source is { HasTasks: false } && _isWhole && _queues.Count > 0 && _queues.Values.All(s => !s.IsStale) ? _queues.Values.Sum(s => s.Waiting + s.Outstanding) : null;

    /// <summary>Asks the broker, unless it was asked a moment ago.</summary>
    /// <param name="listed">Subscriptions that the broker lists; empty where it lists none.</param>
    public void Refresh(IEnumerable<string> listed)
    {
        if (Source is not { } queues || _asking || (_askedAt is { } at && clock.Time.GetElapsedTime(at) < s_count))
        {
            return;
        }

        (_asking, _askedAt) = (true, clock.Time.GetTimestamp());
        List<string> all = [.. workers.Read().Select(w => w.Subscription).Prepend(session.Options.Subscription).Concat(listed).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal)];
        work.Start(
            async ending =>
            {
                var counts = new Dictionary<string, BacklogState>(StringComparer.Ordinal);
                foreach (var name in all.Take(MostQueues))
                {
                    if (await queues.ReadBacklogAsync(name, ending) is { } counted)
                    {
                        counts[name] = counted;
                    }
                }

                work.Post(() => Take(counts, all.Count <= MostQueues));
            },
            Fail);
    }

    private static long? Sum(List<BacklogState> states, Func<BacklogState, long?> figure) => states.TrueForAll(s => figure(s) is not null) ? states.Sum(figure) : null;

    private bool Take(Dictionary<string, BacklogState> counts, bool whole)
    {
        var changed = counts.Count != _queues.Count || counts.Any(c => _queues.GetValueOrDefault(c.Key) != c.Value);
        (_asking, _queues, _isWhole) = (false, counts, whole);
        _trouble.End();
        return changed;
    }

    // The last figures stay, and say that they are old.
    private void Fail(string error)
    {
        (_asking, _queues) = (false, _queues.ToDictionary(q => q.Key, q => q.Value with { IsStale = true }, StringComparer.Ordinal));
        _trouble.Fail(error);
    }
}

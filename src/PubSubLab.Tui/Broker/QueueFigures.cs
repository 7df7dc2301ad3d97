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

    private Dictionary<string, BacklogState> _queues = new(StringComparer.Ordinal);
    private string? _told;
    private long? _askedAt;
    private bool _asking;

    /// <summary>Whether the broker told any.</summary>
    public bool Any => _queues.Count > 0 && !playback.IsRecording;

    /// <summary>The figures of a queue; null where the broker told none.</summary>
    public BacklogState? Of(string queue) => _queues.GetValueOrDefault(queue);

    /// <summary>The figures of all queues together; null where the broker is none of task queues, or told nothing yet.</summary>
    public BacklogState? Total()
    {
        var states = playback.IsRecording ? [] : _queues.Values.Where(s => s.IsTaskQueue).ToList();
        return states.Count == 0 ? null : new BacklogState(states.Sum(s => s.Waiting), states.Sum(s => s.Outstanding), null)
        {
            IsTaskQueue = true,
            Unacknowledged = session.Ports.Queues is null ? states.Max(s => s.Unacknowledged) : Sum(states, s => s.Unacknowledged),
            Scheduled = Sum(states, s => s.Scheduled),
            Retrying = Sum(states, s => s.Retrying),
            Dead = states.Exists(s => s.Dead is not null) ? states.Sum(s => s.Dead ?? 0) : null,
            Results = states[0].Results,
            IsPartial = states.Exists(s => s.IsPartial),
            IsStale = states.Exists(s => s.IsStale),
        };
    }

    /// <summary>Asks the broker, unless it was asked a moment ago.</summary>
    public void Refresh()
    {
        if (playback.IsRecording || (session.Ports.Queues ?? session.Transport as IQueueInspection) is not { } queues || _asking || (_askedAt is { } at && clock.Time.GetElapsedTime(at) < s_count))
        {
            return;
        }

        (_asking, _askedAt) = (true, clock.Time.GetTimestamp());
        List<string> names = [.. workers.Read().Select(w => w.Subscription).Prepend(session.Options.Subscription).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).Take(MostQueues)];
        work.Start(
            async ending =>
            {
                var counts = new Dictionary<string, BacklogState>(StringComparer.Ordinal);
                foreach (var name in names)
                {
                    if (await queues.ReadBacklogAsync(name, ending) is { } counted)
                    {
                        counts[name] = counted;
                    }
                }

                work.Post(() => Take(counts));
            },
            Fail);
    }

    private static long? Sum(List<BacklogState> states, Func<BacklogState, long?> figure) => states.TrueForAll(s => figure(s) is not null) ? states.Sum(figure) : null;

    private bool Take(Dictionary<string, BacklogState> counts)
    {
        var changed = counts.Count != _queues.Count || counts.Any(c => _queues.GetValueOrDefault(c.Key) != c.Value);
        (_asking, _queues, _told) = (false, counts, null);
        return changed;
    }

    // The last figures stay, and say that they are old. The header says that the broker is away; anything else is said once.
    private void Fail(string error)
    {
        (_asking, _queues) = (false, _queues.ToDictionary(q => q.Key, q => q.Value with { IsStale = true }, StringComparer.Ordinal));
        if (error != _told && playback.Shown.Connections.Read().LostAt is null)
        {
            notices.Fail(error);
        }

        _told = error;
    }
}

using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Messages;

/// <summary>The states of one task: as workers announced them, and as its stored result tells, which is asked for while the task is not done.</summary>
internal sealed class TaskHistory(IFleetView fleet, LabMessage message, BackgroundWork work, ScreenClock clock)
{
    private static readonly TimeSpan s_ask = TimeSpan.FromSeconds(2);

    private TaskStateChange? _stored;
    private TaskStateChange? _seen;
    private long? _askedAt;
    private bool _asking;

    /// <summary>Whether a state is new since the last look. Asks for the stored result now and then.</summary>
    public bool HasMoved()
    {
        if (!_asking && _stored?.IsFinal != true && (_askedAt is not { } at || clock.Time.GetElapsedTime(at) >= s_ask))
        {
            (_asking, _askedAt) = (true, clock.Time.GetTimestamp());
            work.Start(
                async ending =>
                {
                    var stored = await fleet.ReadResultAsync(message.Id, ending);
                    work.Post(() => (_asking, _stored) = (false, stored));
                },
                // Without the store the announced states are left; the broker's own watch says what is wrong.
                _ => _asking = false);
        }

        var newest = _stored ?? (fleet.StatesOf(message.Id) is [.., var last] ? last : null);
        var moved = newest != _seen;
        _seen = newest;
        return moved;
    }

    /// <summary>The states, oldest first.</summary>
    public IReadOnlyList<TaskStateChange> Read(LabJournal journal)
    {
        var states = fleet.StatesOf(message.Id).ToList();
        if (message.PublishedAt is { } published && !states.Exists(s => s.State == "PENDING"))
        {
            // The lab knows of the publish when the broker has confirmed it; a worker may be faster.
            var at = journal.StartedAt + published;
            states.Insert(0, new TaskStateChange("PENDING", states.Exists(s => s.At < at) ? null : at, "", "published"));
        }

        if (_stored is { } stored && !states.Exists(s => s.State == stored.State))
        {
            states.Add(stored with { Detail = $"{stored.Detail} by its stored result".Trim() });
        }

        return states;
    }
}

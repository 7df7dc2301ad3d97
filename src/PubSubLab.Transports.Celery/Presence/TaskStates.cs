using PubSubLab.Lab.Ports;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>The states of the newest tasks, by their ids.</summary>
internal sealed class TaskStates
{
    private const int MaxTasks = 10_000;
    private const int MaxStates = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<TaskStateChange>> _states = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldest = new();

    /// <summary>Adds a state. One that is announced twice is kept once; of a very long story the middle is left out.</summary>
    public void Add(string id, TaskStateChange change)
    {
        lock (_gate)
        {
            if (!_states.TryGetValue(id, out var states))
            {
                _states[id] = states = [];
                _oldest.Enqueue(id);
                if (_states.Count > MaxTasks)
                {
                    _states.Remove(_oldest.Dequeue());
                }
            }

            if (states.Contains(change))
            {
                return;
            }

            if (states.Count == MaxStates)
            {
                states.RemoveAt(MaxStates / 2);
            }

            // Events of several workers can overtake each other.
            var at = states.FindLastIndex(s => s.At is null || change.At is null || s.At <= change.At) + 1;
            states.Insert(at, change);
        }
    }

    /// <summary>The states of a task, oldest first; empty for an unknown one.</summary>
    public IReadOnlyList<TaskStateChange> Of(string id)
    {
        lock (_gate)
        {
            return _states.TryGetValue(id, out var states) ? [.. states] : [];
        }
    }
}

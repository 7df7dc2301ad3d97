using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Experiments;

/// <summary>The captions of one run that have appeared. Safe to use from any thread.</summary>
public sealed class CaptionWatch(IReadOnlyList<Caption> captions)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LabEventKind, int> _counts = [];
    private readonly List<Caption> _reached = [];
    private int _steps;

    /// <summary>Those that have appeared, the newest last.</summary>
    public IReadOnlyList<Caption> Reached
    {
        get
        {
            lock (_gate)
            {
                return [.. _reached];
            }
        }
    }

    /// <summary>The number of events and messages so far.</summary>
    public int Events
    {
        get
        {
            lock (_gate)
            {
                return _steps + _counts.Values.Sum();
            }
        }
    }

    /// <summary>The number of events of a kind, over all of the run's topics and subscriptions.</summary>
    public int CountOf(LabEventKind kind)
    {
        lock (_gate)
        {
            return _counts.GetValueOrDefault(kind);
        }
    }

    /// <summary>Counts an event of the run.</summary>
    internal void Count(LabEventKind kind)
    {
        lock (_gate)
        {
            Reach(kind, _counts[kind] = _counts.GetValueOrDefault(kind) + 1);
        }
    }

    /// <summary>Counts a message of the run.</summary>
    internal void CountStep()
    {
        lock (_gate)
        {
            Reach(null, ++_steps);
        }
    }

    private void Reach(LabEventKind? kind, int count)
    {
        foreach (var caption in captions)
        {
            if (caption.Kind == kind && caption.Count == count)
            {
                _reached.Add(caption);
            }
        }
    }
}

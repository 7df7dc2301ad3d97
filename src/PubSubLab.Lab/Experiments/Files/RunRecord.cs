using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Every event of a run's topics and subscriptions, in order. Safe to use from any thread.</summary>
internal sealed class RunRecord(IReadOnlySet<string> topics, IReadOnlySet<string> subscriptions) : IJournalProjection
{
    private readonly Lock _gate = new();
    private readonly List<LabEvent> _events = [];
    private readonly List<RunSeek> _seeks = [];

    /// <summary>The number of events until now, a place in their order.</summary>
    public int Place
    {
        get
        {
            lock (_gate)
            {
                return _events.Count;
            }
        }
    }

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        var isOfRun = e switch
        {
            { Kind: LabEventKind.Published, Message: { } message } => topics.Contains(message.Topic),
            { Message: not null } or { Kind: LabEventKind.WorkerKilled } => subscriptions.Contains(e.Subscription ?? ""),
            _ => false,
        };
        if (!isOfRun)
        {
            return;
        }

        lock (_gate)
        {
            _events.Add(e);
        }
    }

    /// <summary>Records a seek that has succeeded.</summary>
    public void Add(RunSeek seek)
    {
        lock (_gate)
        {
            _seeks.Add(seek);
        }
    }

    /// <summary>The events and seeks until a moment of the journal's clock.</summary>
    /// <param name="until">The moment; null for all of them.</param>
    public RunEvents Read(TimeSpan? until = null)
    {
        lock (_gate)
        {
            return until is { } end ? new([.. _events.TakeWhile(e => e.At <= end)], [.. _seeks.Where(s => s.At <= end)]) : new([.. _events], [.. _seeks]);
        }
    }
}

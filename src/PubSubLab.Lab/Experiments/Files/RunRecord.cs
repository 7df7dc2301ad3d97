using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Every event of a run's topics and subscriptions, in order. Safe to use from any thread.</summary>
internal sealed class RunRecord(IReadOnlySet<string> topics, IReadOnlySet<string> subscriptions) : IJournalProjection
{
    private readonly Lock _gate = new();
    private readonly List<LabEvent> _events = [];

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        if (e.Message is not { } message || !(e.Kind == LabEventKind.Published ? topics.Contains(message.Topic) : subscriptions.Contains(e.Subscription ?? "")))
        {
            return;
        }

        lock (_gate)
        {
            _events.Add(e);
        }
    }

    /// <summary>The events until a moment of the journal's clock.</summary>
    /// <param name="until">The moment; null for all of them.</param>
    public IReadOnlyList<LabEvent> Read(TimeSpan? until = null)
    {
        lock (_gate)
        {
            return until is { } end ? [.. _events.TakeWhile(e => e.At <= end)] : [.. _events];
        }
    }
}

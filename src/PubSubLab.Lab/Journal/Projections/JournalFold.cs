namespace PubSubLab.Lab.Journal;

/// <summary>The totals of a journal's events: all, or up to one of them (<see cref="JournalHistory"/>).</summary>
public sealed class JournalFold : IJournalProjection
{
    /// <summary>Counts over everything that happened.</summary>
    public JournalTotals Totals { get; private init; } = new();

    /// <summary>Counts per worker.</summary>
    public WorkerTallies Workers { get; private init; } = new();

    /// <summary>The fate of each worker.</summary>
    public WorkerLives Lives { get; private init; } = new();

    /// <summary>The handling spans.</summary>
    public HandlingSpans Spans { get; private init; } = new();

    /// <summary>Messages published and answered per second.</summary>
    public MessageRates Rates { get; private init; } = new();

    /// <summary>Published and not acknowledged by anybody so far.</summary>
    public UnackedMessages Unacked { get; private init; } = new();

    /// <summary>The flow through topics and subscriptions.</summary>
    public TopologyFlows Flows { get; private init; } = new();

    /// <summary>Whether the broker and the workers' streams are there.</summary>
    public ConnectionStates Connections { get; private init; } = new();

    /// <summary>The messages on the way to workers and into topics.</summary>
    public WireTraffic Wires { get; private init; } = new();

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        Totals.Apply(e);
        Workers.Apply(e);
        Lives.Apply(e);
        Spans.Apply(e);
        Rates.Apply(e);
        Unacked.Apply(e);
        Flows.Apply(e);
        Connections.Apply(e);
        Wires.Apply(e);
    }

    /// <summary>A fold that goes its own way from here on.</summary>
    internal JournalFold Copy() => new()
    {
        Totals = Totals.Copy(), Workers = Workers.Copy(), Lives = Lives.Copy(), Spans = Spans.Copy(), Rates = Rates.Copy(), Unacked = Unacked.Copy(), Flows = Flows.Copy(),
        Connections = Connections.Copy(), Wires = Wires.Copy(),
    };
}

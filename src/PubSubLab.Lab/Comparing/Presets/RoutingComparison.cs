namespace PubSubLab.Lab.Comparing.Presets;

/// <summary>The three answers to "one message to one user": nack, filter, and a topic for each worker.</summary>
public sealed class RoutingComparison() : StrategiesComparison("nack", "filter-user", "presence-topic")
{
    /// <inheritdoc/>
    public override int Order => 10;

    /// <inheritdoc/>
    public override string Name => "routing";

    /// <inheritdoc/>
    public override string Title => "nack storm, filters, presence-topic";

    /// <inheritdoc/>
    public override string WatchFor => "nack: from worker to worker until one has the user. The others: once.";
}

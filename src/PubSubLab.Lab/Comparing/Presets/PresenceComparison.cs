namespace PubSubLab.Lab.Comparing.Presets;

/// <summary>A map from user to worker, once with filters on one topic and once with a topic for each worker.</summary>
public sealed class PresenceComparison() : StrategiesComparison("presence", "presence-topic")
{
    /// <inheritdoc/>
    public override int Order => 30;

    /// <inheritdoc/>
    public override string Name => "presence";

    /// <inheritdoc/>
    public override string Title => "a filter or a topic for each worker";

    /// <inheritdoc/>
    public override string WatchFor => "Both deliver once. A filter that lets a message pass by is billed too.";
}

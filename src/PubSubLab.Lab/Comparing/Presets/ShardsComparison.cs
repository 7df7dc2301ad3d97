namespace PubSubLab.Lab.Comparing.Presets;

/// <summary>The three ways to divide users into shards, without a map from user to worker.</summary>
public sealed class ShardsComparison() : StrategiesComparison("filter-mod", "topic-and-sub", "prefix")
{
    /// <inheritdoc/>
    public override int Order => 20;

    /// <inheritdoc/>
    public override string Name => "shards";

    /// <inheritdoc/>
    public override string Title => "filter by modulo, topic and subscription, filter by prefix";

    /// <inheritdoc/>
    public override string WatchFor => "All three group users alike. The filters on a topic make the price.";
}

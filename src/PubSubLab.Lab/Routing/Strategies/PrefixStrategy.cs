namespace PubSubLab.Lab.Routing.Strategies;

/// <summary>Shards without a map: subscriptions filter by the beginning of a hash of the user. A shard is split by subscriptions with a longer prefix; publishers change nothing.</summary>
public sealed class PrefixStrategy : IRoutingStrategy
{
    private const string Attribute = "user_hash";
    private const int HashDigits = 64;

    /// <inheritdoc/>
    public string Name => "prefix";

    /// <inheritdoc/>
    public string Summary => "subscriptions filtered by the first digits of a hash of the user; a shard splits without a change in the publisher";

    /// <inheritdoc/>
    public string Costs => "As many deliveries as workers have users with the same prefix, and a message is billed once more for each of the 16^d - 1 other prefixes.";

    /// <inheritdoc/>
    public string BreaksFirst => "4,096 shards";

    /// <inheritdoc/>
    public string Breaks => $"10,000 subscriptions on a topic ({PublishedLimits.Source}): three digits, 4,096 shards, fit, four do not.";

    /// <inheritdoc/>
    public RoutingLayout LayoutFor(RoutingScale scale)
    {
        var shards = Math.Pow(16, scale.PrefixDigits);
        return new RoutingLayout(1, shards, shards);
    }

    /// <inheritdoc/>
    public IEnumerable<ListenRoute> Everything(RoutingScale scale, IReadOnlyList<Guid> users, IReadOnlyList<string> instances)
    {
        var format = $"x{scale.PrefixDigits}";
        var shards = UInt128.One << (4 * scale.PrefixDigits);
        for (var shard = UInt128.Zero; shard < shards; shard++)
        {
            yield return ShardOf(shard.ToString(format, null));
        }
    }

    /// <inheritdoc/>
    public PublishRoute PublishTo(Guid user, string instance, RoutingScale scale) =>
        new("tasks", new Dictionary<string, string>(StringComparer.Ordinal) { [Attribute] = UserKey.HashOf(user) });

    /// <inheritdoc/>
    public ListenRoute ListenFor(Guid user, string instance, RoutingScale scale) =>
        ShardOf(UserKey.HashOf(user)[..Math.Clamp(scale.PrefixDigits, 1, HashDigits)]);

    private static ListenRoute ShardOf(string prefix) => new($"prefix-{prefix}", "tasks", $"hasPrefix(attributes.{Attribute}, \"{prefix}\")");
}

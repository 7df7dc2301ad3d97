namespace PubSubLab.Lab.Routing.Strategies;

/// <summary>N filtered subscriptions on one topic; the user's number modulo N says which. The few workers behind one nack among themselves.</summary>
public sealed class FilterModStrategy : IRoutingStrategy
{
    /// <inheritdoc/>
    public string Name => "filter-mod";

    /// <inheritdoc/>
    public string Summary => "N subscriptions filtered by user_id mod N; the workers behind one nack among themselves";

    /// <inheritdoc/>
    public string Costs => "As many deliveries as workers have users in the same shard, and a message is billed once more for each of the N - 1 subscriptions that filter it out.";

    /// <inheritdoc/>
    public string BreaksFirst => "10,000 shards";

    /// <inheritdoc/>
    public string Breaks => $"10,000 subscriptions on a topic, so N is at most 10,000 ({PublishedLimits.Source}); and a filter cannot be changed, so another N is another topology.";

    /// <inheritdoc/>
    public RoutingLayout LayoutFor(RoutingScale scale) => new(1, scale.Shards, scale.Shards);

    /// <inheritdoc/>
    public IEnumerable<ListenRoute> Everything(RoutingScale scale, IReadOnlyList<Guid> users, IReadOnlyList<string> instances)
    {
        for (ulong shard = 0; shard < scale.Shards; shard++)
        {
            yield return ShardOf(shard, scale);
        }
    }

    /// <inheritdoc/>
    public PublishRoute PublishTo(Guid user, string instance, RoutingScale scale) =>
        new("tasks", new Dictionary<string, string>(StringComparer.Ordinal) { [AttributeFor(scale)] = $"{NumberOf(user, scale)}" });

    /// <inheritdoc/>
    public ListenRoute ListenFor(Guid user, string instance, RoutingScale scale) => ShardOf(NumberOf(user, scale), scale);

    private static ListenRoute ShardOf(ulong shard, RoutingScale scale) =>
        new($"mod-{shard}", "tasks", PublishedLimits.CheckFilter($"attributes.{AttributeFor(scale)} = \"{shard}\""));

    private static ulong NumberOf(Guid user, RoutingScale scale) => (ulong)(UserKey.NumberOf(user) % scale.Shards);

    private static string AttributeFor(RoutingScale scale) => $"user_id_mod_{scale.Shards}";
}

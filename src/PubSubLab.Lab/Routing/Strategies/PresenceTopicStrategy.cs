using System.Collections.ObjectModel;

namespace PubSubLab.Lab.Routing.Strategies;

/// <summary>
/// As <see cref="PresenceStrategy"/>, but every worker instance has a topic of its own instead of a filter on a shared one: nothing is
/// filtered out, so nothing is billed for not being delivered.
/// </summary>
public sealed class PresenceTopicStrategy : IRoutingStrategy
{
    /// <inheritdoc/>
    public string Name => "presence-topic";

    /// <inheritdoc/>
    public string Summary => "a topic and a subscription for each worker instance; the publisher asks a map where the user is";

    /// <inheritdoc/>
    public string Costs => "One publish, one delivery and a look into the map; one publish and delivery more where the map was behind.";

    /// <inheritdoc/>
    public string BreaksFirst => "10,000 workers";

    /// <inheritdoc/>
    public string Breaks => $"10,000 topics in a project ({PublishedLimits.Source}), so 10,000 worker instances, however many users; and the map must be kept right.";

    /// <inheritdoc/>
    public bool AsksMap => true;

    /// <inheritdoc/>
    public RoutingLayout LayoutFor(RoutingScale scale) => new(scale.Workers, 1, scale.Workers);

    /// <inheritdoc/>
    public IEnumerable<ListenRoute> Everything(RoutingScale scale, IReadOnlyList<Guid> users, IReadOnlyList<string> instances) => instances.Select(Of);

    /// <inheritdoc/>
    public PublishRoute PublishTo(Guid user, string instance, RoutingScale scale) => new($"instance-{instance}", ReadOnlyDictionary<string, string>.Empty);

    /// <inheritdoc/>
    public ListenRoute ListenFor(Guid user, string instance, RoutingScale scale) => Of(instance);

    private static ListenRoute Of(string instance) => new($"instance-{instance}-sub", $"instance-{instance}", null);
}

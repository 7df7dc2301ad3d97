namespace PubSubLab.Lab.Routing.Strategies;

/// <summary>
/// A subscription for each worker instance, and a map from user to instance that the publisher asks. A message that finds its user gone
/// is passed on to where the map says the user is now.
/// </summary>
public sealed class PresenceStrategy : IRoutingStrategy
{
    private const string Attribute = "instance";

    /// <inheritdoc/>
    public string Name => "presence";

    /// <inheritdoc/>
    public string Summary => "a subscription for each worker instance; the publisher asks a map where the user is";

    /// <inheritdoc/>
    public string Costs => "One delivery, a look into the map, and a message is billed once more for each of the W - 1 other instances; one more publish where the map was behind.";

    /// <inheritdoc/>
    public string BreaksFirst => "10,000 workers";

    /// <inheritdoc/>
    public string Breaks => $"10,000 subscriptions on a topic ({PublishedLimits.Source}), so 10,000 worker instances, however many users; and the map must be kept right.";

    /// <inheritdoc/>
    public bool AsksMap => true;

    /// <inheritdoc/>
    public RoutingLayout LayoutFor(RoutingScale scale) => new(1, scale.Workers, scale.Workers);

    /// <inheritdoc/>
    public IEnumerable<ListenRoute> Everything(RoutingScale scale, IReadOnlyList<Guid> users, IReadOnlyList<string> instances) => instances.Select(Of);

    /// <inheritdoc/>
    public PublishRoute PublishTo(Guid user, string instance, RoutingScale scale) =>
        new("tasks", new Dictionary<string, string>(StringComparer.Ordinal) { [Attribute] = instance });

    /// <inheritdoc/>
    public ListenRoute ListenFor(Guid user, string instance, RoutingScale scale) => Of(instance);

    private static ListenRoute Of(string instance) =>
        new($"instance-{instance}", "tasks", PublishedLimits.CheckFilter($"attributes.{Attribute} = \"{instance}\""));
}

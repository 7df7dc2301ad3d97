using System.Collections.ObjectModel;

namespace PubSubLab.Lab.Routing.Strategies;

/// <summary>All workers share one subscription; a worker acknowledges what is for a user of its own and nacks the rest.</summary>
public sealed class NackStrategy : IRoutingStrategy
{
    private static readonly ListenRoute s_all = new("all", "tasks", null);
    private static readonly PublishRoute s_tasks = new("tasks", ReadOnlyDictionary<string, string>.Empty);

    /// <inheritdoc/>
    public string Name => "nack";

    /// <inheritdoc/>
    public string Summary => "one subscription for all workers; a worker nacks tasks for other workers' users";

    /// <inheritdoc/>
    public string Costs => "As many deliveries as there are workers where redeliveries go at random, half as many where they go in turn.";

    /// <inheritdoc/>
    public string BreaksFirst => "more workers";

    /// <inheritdoc/>
    public string Breaks =>
        "No limit on counts, but a dead-letter policy of M attempts loses a wanted message with probability (1 - 1/W)^M, M being 5 to 100 " +
        "(Pub/Sub docs, Dead-letter topics); without one, deliveries grow with the workers.";

    /// <inheritdoc/>
    public RoutingLayout LayoutFor(RoutingScale scale) => new(1, 1, 1);

    /// <inheritdoc/>
    public IEnumerable<ListenRoute> Everything(RoutingScale scale, IReadOnlyList<Guid> users, IReadOnlyList<string> instances) => [s_all];

    /// <inheritdoc/>
    public PublishRoute PublishTo(Guid user, string instance, RoutingScale scale) => s_tasks;

    /// <inheritdoc/>
    public ListenRoute ListenFor(Guid user, string instance, RoutingScale scale) => s_all;
}

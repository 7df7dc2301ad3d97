using System.Collections.ObjectModel;
using PubSubLab.Handlers;

namespace PubSubLab.Lab.Routing.Strategies;

/// <summary>A subscription for each user, filtered for that user; whichever worker the user is connected to listens on it.</summary>
public sealed class FilterUserStrategy : IRoutingStrategy
{
    private static readonly PublishRoute s_tasks = new("tasks", ReadOnlyDictionary<string, string>.Empty);

    /// <inheritdoc/>
    public string Name => "filter-user";

    /// <inheritdoc/>
    public string Summary => "a subscription for each user, filtered by user_id";

    /// <inheritdoc/>
    public string Costs => "One delivery; but a message is billed once more for every other user's subscription, so the price of a message grows with the users.";

    /// <inheritdoc/>
    public string BreaksFirst => "10,000 users";

    /// <inheritdoc/>
    public string Breaks => $"10,000 subscriptions on a topic ({PublishedLimits.Source}), so 10,000 users; a worker needs a stream for each of its users.";

    /// <inheritdoc/>
    public RoutingLayout LayoutFor(RoutingScale scale) => new(1, scale.Users, scale.Users);

    /// <inheritdoc/>
    public IEnumerable<ListenRoute> Everything(RoutingScale scale, IReadOnlyList<Guid> users, IReadOnlyList<string> instances) =>
        users.Select(u => ListenFor(u, "", scale));

    /// <inheritdoc/>
    public PublishRoute PublishTo(Guid user, string instance, RoutingScale scale) => s_tasks;

    /// <inheritdoc/>
    public ListenRoute ListenFor(Guid user, string instance, RoutingScale scale) =>
        new($"user-{user:D}", "tasks", $"attributes.{LabTask.UserIdAttribute} = \"{user:D}\"");
}

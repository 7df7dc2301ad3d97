using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Ports;

/// <summary>Lists, makes and deletes topics and subscriptions, by short id. What goes wrong is a <see cref="LabException"/>.</summary>
public interface ITopologyAdministration
{
    /// <summary>Every topic and every subscription of the project.</summary>
    Task<TopologyListing> ListAsync(CancellationToken cancellation);

    /// <summary>Makes a topic.</summary>
    Task CreateTopicAsync(string topic, CancellationToken cancellation);

    /// <summary>Makes a subscription.</summary>
    Task CreateSubscriptionAsync(SubscriptionSpec spec, CancellationToken cancellation);

    /// <summary>Deletes a topic; its subscriptions stay, with what they have.</summary>
    Task DeleteTopicAsync(string topic, CancellationToken cancellation);

    /// <summary>Deletes a subscription with its backlog.</summary>
    Task DeleteSubscriptionAsync(string subscription, CancellationToken cancellation);

    /// <summary>
    /// Takes dead letters from a subscription of a dead-letter topic and publishes each to the topic it came from, without the attributes
    /// that the dead-lettering added.
    /// </summary>
    /// <returns>The number of republished messages. Others stay: no dead letters, or their subscription is gone.</returns>
    Task<int> SendBackAsync(string subscription, CancellationToken cancellation);
}

/// <summary>The topics and subscriptions.</summary>
/// <param name="Topics">Topics by id.</param>
/// <param name="Subscriptions">Subscriptions; the topic of one whose topic was deleted is empty.</param>
public sealed record TopologyListing(IReadOnlyList<string> Topics, IReadOnlyList<SubscriptionSpec> Subscriptions)
{
    /// <summary>The number of message transforms that are not disabled, of each topic and subscription that has one.</summary>
    public IReadOnlyDictionary<(string Name, bool IsTopic), int> Transforms { get; init; } = new Dictionary<(string Name, bool IsTopic), int>();
}

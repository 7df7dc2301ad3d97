using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Ports;

/// <summary>Topics and subscriptions to look at: of a recording, or of a world without an administration.</summary>
/// <param name="list">Lists them.</param>
public sealed class ReadOnlyTopology(Func<TopologyListing> list) : ITopologyAdministration
{
    /// <inheritdoc/>
    public Task<TopologyListing> ListAsync(CancellationToken cancellation) => Task.FromResult(list());

    /// <inheritdoc/>
    public Task CreateTopicAsync(string topic, CancellationToken cancellation) => Refuse();

    /// <inheritdoc/>
    public Task CreateSubscriptionAsync(SubscriptionSpec spec, CancellationToken cancellation) => Refuse();

    /// <inheritdoc/>
    public Task DeleteTopicAsync(string topic, CancellationToken cancellation) => Refuse();

    /// <inheritdoc/>
    public Task DeleteSubscriptionAsync(string subscription, CancellationToken cancellation) => Refuse();

    /// <inheritdoc/>
    public Task<int> SendBackAsync(string subscription, CancellationToken cancellation) => Refuse();

    private static Task<int> Refuse() => Task.FromException<int>(new LabException("Topics and subscriptions can only be looked at here. Open the lab to change them."));
}

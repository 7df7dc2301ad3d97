using PubSubLab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Tests.Embedded;

/// <summary>A broker that makes other subscriptions than it is asked for: what an experiment must notice.</summary>
internal sealed class BentTransport(ITransport inner, Func<SubscriptionSpec, SubscriptionSpec> bend) : ITransport, IReplay
{
    public string Description => inner.Description;

    public Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation) => inner.GetCapabilitiesAsync(cancellation);

    public Task EnsureAsync(Topology topology, CancellationToken cancellation) =>
        inner.EnsureAsync(topology with { Subscriptions = [.. topology.Subscriptions.Select(bend)] }, cancellation);

    public Task RemoveAsync(Topology topology, CancellationToken cancellation) => inner.RemoveAsync(topology, cancellation);

    public Task ProbeAsync(CancellationToken cancellation) => inner.ProbeAsync(cancellation);

    public Task<string> PublishAsync(string topic, LabTask task, CancellationToken cancellation) => inner.PublishAsync(topic, task, cancellation);

    public Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation) =>
        inner.SubscribeAsync(options, callback, cancellation);

    public Task SnapshotAsync(string snapshot, string subscription, CancellationToken cancellation) => ((IReplay)inner).SnapshotAsync(snapshot, subscription, cancellation);

    public Task RemoveSnapshotAsync(string snapshot, CancellationToken cancellation) => ((IReplay)inner).RemoveSnapshotAsync(snapshot, cancellation);

    public Task SeekAsync(string subscription, string snapshot, CancellationToken cancellation) => ((IReplay)inner).SeekAsync(subscription, snapshot, cancellation);

    public Task SeekAsync(string subscription, DateTimeOffset time, CancellationToken cancellation) => ((IReplay)inner).SeekAsync(subscription, time, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

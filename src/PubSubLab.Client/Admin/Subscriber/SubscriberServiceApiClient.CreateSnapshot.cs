using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Keeps which messages of a subscription are not acknowledged now.</summary>
    public virtual Snapshot CreateSnapshot(CreateSnapshotRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Keeps which messages of a subscription are not acknowledged now.</summary>
    public virtual Task<Snapshot> CreateSnapshotAsync(CreateSnapshotRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Keeps which messages of a subscription are not acknowledged now.</summary>
    public virtual Task<Snapshot> CreateSnapshotAsync(CreateSnapshotRequest request, CancellationToken cancellationToken) =>
        CreateSnapshotAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Keeps which messages of a subscription are not acknowledged now.</summary>
    public virtual Snapshot CreateSnapshot(string name, string subscription, CallSettings? callSettings = null) =>
        CreateSnapshot(new CreateSnapshotRequest { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)), Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)) }, callSettings);

    /// <summary>Keeps which messages of a subscription are not acknowledged now.</summary>
    public virtual Task<Snapshot> CreateSnapshotAsync(string name, string subscription, CallSettings? callSettings = null) =>
        CreateSnapshotAsync(new CreateSnapshotRequest { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)), Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)) }, callSettings);

    /// <summary>Keeps which messages of a subscription are not acknowledged now.</summary>
    public virtual Task<Snapshot> CreateSnapshotAsync(string name, string subscription, CancellationToken cancellationToken) =>
        CreateSnapshotAsync(name, subscription, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Keeps which messages of a subscription are not acknowledged now.</summary>
    public virtual Snapshot CreateSnapshot(SnapshotName name, SubscriptionName subscription, CallSettings? callSettings = null) =>
        CreateSnapshot(new CreateSnapshotRequest { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString(), Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString() }, callSettings);

    /// <summary>Keeps which messages of a subscription are not acknowledged now.</summary>
    public virtual Task<Snapshot> CreateSnapshotAsync(SnapshotName name, SubscriptionName subscription, CallSettings? callSettings = null) =>
        CreateSnapshotAsync(new CreateSnapshotRequest { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString(), Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString() }, callSettings);

    /// <summary>Keeps which messages of a subscription are not acknowledged now.</summary>
    public virtual Task<Snapshot> CreateSnapshotAsync(SnapshotName name, SubscriptionName subscription, CancellationToken cancellationToken) =>
        CreateSnapshotAsync(name, subscription, CallSettings.FromCancellationToken(cancellationToken));
}

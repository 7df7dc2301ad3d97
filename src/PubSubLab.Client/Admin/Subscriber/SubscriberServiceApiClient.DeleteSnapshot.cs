using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Protobuf.WellKnownTypes;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Deletes a snapshot.</summary>
    public virtual void DeleteSnapshot(DeleteSnapshotRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Deletes a snapshot.</summary>
    public virtual Task DeleteSnapshotAsync(DeleteSnapshotRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Deletes a snapshot.</summary>
    public virtual Task DeleteSnapshotAsync(DeleteSnapshotRequest request, CancellationToken cancellationToken) =>
        DeleteSnapshotAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Deletes a snapshot.</summary>
    public virtual void DeleteSnapshot(string snapshot, CallSettings? callSettings = null) =>
        DeleteSnapshot(new DeleteSnapshotRequest { Snapshot = GaxPreconditions.CheckNotNullOrEmpty(snapshot, nameof(snapshot)) }, callSettings);

    /// <summary>Deletes a snapshot.</summary>
    public virtual Task DeleteSnapshotAsync(string snapshot, CallSettings? callSettings = null) =>
        DeleteSnapshotAsync(new DeleteSnapshotRequest { Snapshot = GaxPreconditions.CheckNotNullOrEmpty(snapshot, nameof(snapshot)) }, callSettings);

    /// <summary>Deletes a snapshot.</summary>
    public virtual Task DeleteSnapshotAsync(string snapshot, CancellationToken cancellationToken) =>
        DeleteSnapshotAsync(snapshot, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Deletes a snapshot.</summary>
    public virtual void DeleteSnapshot(SnapshotName snapshot, CallSettings? callSettings = null) =>
        DeleteSnapshot(new DeleteSnapshotRequest { Snapshot = GaxPreconditions.CheckNotNull(snapshot, nameof(snapshot)).ToString() }, callSettings);

    /// <summary>Deletes a snapshot.</summary>
    public virtual Task DeleteSnapshotAsync(SnapshotName snapshot, CallSettings? callSettings = null) =>
        DeleteSnapshotAsync(new DeleteSnapshotRequest { Snapshot = GaxPreconditions.CheckNotNull(snapshot, nameof(snapshot)).ToString() }, callSettings);

    /// <summary>Deletes a snapshot.</summary>
    public virtual Task DeleteSnapshotAsync(SnapshotName snapshot, CancellationToken cancellationToken) =>
        DeleteSnapshotAsync(snapshot, CallSettings.FromCancellationToken(cancellationToken));
}

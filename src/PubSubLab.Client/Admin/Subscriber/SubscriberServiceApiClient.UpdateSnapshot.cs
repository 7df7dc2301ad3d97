using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Protobuf.WellKnownTypes;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Changes the fields of a snapshot that the mask names.</summary>
    public virtual Snapshot UpdateSnapshot(UpdateSnapshotRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Changes the fields of a snapshot that the mask names.</summary>
    public virtual Task<Snapshot> UpdateSnapshotAsync(UpdateSnapshotRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Changes the fields of a snapshot that the mask names.</summary>
    public virtual Task<Snapshot> UpdateSnapshotAsync(UpdateSnapshotRequest request, CancellationToken cancellationToken) =>
        UpdateSnapshotAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Changes the fields of a snapshot that the mask names.</summary>
    public virtual Snapshot UpdateSnapshot(Snapshot snapshot, FieldMask updateMask, CallSettings? callSettings = null) =>
        UpdateSnapshot(new UpdateSnapshotRequest { Snapshot = GaxPreconditions.CheckNotNull(snapshot, nameof(snapshot)), UpdateMask = GaxPreconditions.CheckNotNull(updateMask, nameof(updateMask)) }, callSettings);

    /// <summary>Changes the fields of a snapshot that the mask names.</summary>
    public virtual Task<Snapshot> UpdateSnapshotAsync(Snapshot snapshot, FieldMask updateMask, CallSettings? callSettings = null) =>
        UpdateSnapshotAsync(new UpdateSnapshotRequest { Snapshot = GaxPreconditions.CheckNotNull(snapshot, nameof(snapshot)), UpdateMask = GaxPreconditions.CheckNotNull(updateMask, nameof(updateMask)) }, callSettings);

    /// <summary>Changes the fields of a snapshot that the mask names.</summary>
    public virtual Task<Snapshot> UpdateSnapshotAsync(Snapshot snapshot, FieldMask updateMask, CancellationToken cancellationToken) =>
        UpdateSnapshotAsync(snapshot, updateMask, CallSettings.FromCancellationToken(cancellationToken));
}

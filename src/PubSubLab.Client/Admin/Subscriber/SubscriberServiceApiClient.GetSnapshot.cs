using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Reads the configuration of a snapshot.</summary>
    public virtual Snapshot GetSnapshot(GetSnapshotRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Reads the configuration of a snapshot.</summary>
    public virtual Task<Snapshot> GetSnapshotAsync(GetSnapshotRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Reads the configuration of a snapshot.</summary>
    public virtual Task<Snapshot> GetSnapshotAsync(GetSnapshotRequest request, CancellationToken cancellationToken) =>
        GetSnapshotAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Reads the configuration of a snapshot.</summary>
    public virtual Snapshot GetSnapshot(string snapshot, CallSettings? callSettings = null) =>
        GetSnapshot(new GetSnapshotRequest { Snapshot = GaxPreconditions.CheckNotNullOrEmpty(snapshot, nameof(snapshot)) }, callSettings);

    /// <summary>Reads the configuration of a snapshot.</summary>
    public virtual Task<Snapshot> GetSnapshotAsync(string snapshot, CallSettings? callSettings = null) =>
        GetSnapshotAsync(new GetSnapshotRequest { Snapshot = GaxPreconditions.CheckNotNullOrEmpty(snapshot, nameof(snapshot)) }, callSettings);

    /// <summary>Reads the configuration of a snapshot.</summary>
    public virtual Task<Snapshot> GetSnapshotAsync(string snapshot, CancellationToken cancellationToken) =>
        GetSnapshotAsync(snapshot, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Reads the configuration of a snapshot.</summary>
    public virtual Snapshot GetSnapshot(SnapshotName snapshot, CallSettings? callSettings = null) =>
        GetSnapshot(new GetSnapshotRequest { Snapshot = GaxPreconditions.CheckNotNull(snapshot, nameof(snapshot)).ToString() }, callSettings);

    /// <summary>Reads the configuration of a snapshot.</summary>
    public virtual Task<Snapshot> GetSnapshotAsync(SnapshotName snapshot, CallSettings? callSettings = null) =>
        GetSnapshotAsync(new GetSnapshotRequest { Snapshot = GaxPreconditions.CheckNotNull(snapshot, nameof(snapshot)).ToString() }, callSettings);

    /// <summary>Reads the configuration of a snapshot.</summary>
    public virtual Task<Snapshot> GetSnapshotAsync(SnapshotName snapshot, CancellationToken cancellationToken) =>
        GetSnapshotAsync(snapshot, CallSettings.FromCancellationToken(cancellationToken));
}

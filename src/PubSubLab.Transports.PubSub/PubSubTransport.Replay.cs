using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

// Snapshots and Seek.
public sealed partial class PubSubTransport : IReplay
{
    /// <inheritdoc/>
    public Task SnapshotAsync(string snapshot, string subscription, CancellationToken cancellation) => _administration.SnapshotAsync(snapshot, subscription, cancellation);

    /// <inheritdoc/>
    public Task RemoveSnapshotAsync(string snapshot, CancellationToken cancellation) => _administration.DeleteSnapshotAsync(snapshot, cancellation);

    /// <inheritdoc/>
    public Task SeekAsync(string subscription, string snapshot, CancellationToken cancellation) => _administration.SeekAsync(
        subscription, new SeekRequest { SnapshotAsSnapshotName = SnapshotName.FromProjectSnapshot(_options.ProjectId, snapshot) }, cancellation);

    /// <inheritdoc/>
    public Task SeekAsync(string subscription, DateTimeOffset time, CancellationToken cancellation) =>
        _administration.SeekAsync(subscription, new SeekRequest { Time = Timestamp.FromDateTimeOffset(time) }, cancellation);
}

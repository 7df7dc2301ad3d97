namespace PubSubLab.Lab.Transports;

/// <summary>
/// Moves subscriptions to an earlier or later state (Pub/Sub docs, Replay and purge messages). Optional; a caller checks
/// <see cref="TransportCapabilities.Replay"/> and whether the transport implements it.
/// </summary>
public interface IReplay
{
    /// <summary>Makes a snapshot of a subscription.</summary>
    Task SnapshotAsync(string snapshot, string subscription, CancellationToken cancellation);

    /// <summary>Removes a snapshot; one that is not there is passed over.</summary>
    Task RemoveSnapshotAsync(string snapshot, CancellationToken cancellation);

    /// <summary>Moves a subscription to a snapshot.</summary>
    Task SeekAsync(string subscription, string snapshot, CancellationToken cancellation);

    /// <summary>Moves a subscription to a time.</summary>
    Task SeekAsync(string subscription, DateTimeOffset time, CancellationToken cancellation);
}

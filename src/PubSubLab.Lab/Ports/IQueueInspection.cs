namespace PubSubLab.Lab.Ports;

/// <summary>Counts the messages of a queue and takes none. Optional: a caller checks whether the transport implements it.</summary>
public interface IQueueInspection
{
    /// <summary>A subscription's backlog, as far as the broker tells; null where there is no such queue.</summary>
    /// <exception cref="LabException">The broker does not answer, or refuses.</exception>
    Task<BacklogState?> ReadBacklogAsync(string subscription, CancellationToken cancellation);
}

namespace PubSubLab.Lab.Ports;

/// <summary>Asks a broker in another process for the backlogs of queues, and takes none of their messages. Optional: a caller checks whether the transport implements it.</summary>
public interface IQueueInspection
{
    /// <summary>Whether the queues are of tasks, so that a figure that the broker does not tell is an unknown one. Default: true.</summary>
    bool HasTasks => true;

    /// <summary>A subscription's backlog, as far as the broker tells; null where there is no such queue, or the broker tells nothing.</summary>
    /// <exception cref="LabException">The broker does not answer, or refuses.</exception>
    Task<BacklogState?> ReadBacklogAsync(string subscription, CancellationToken cancellation);
}

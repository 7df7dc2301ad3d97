namespace PubSubLab.Lab.Ports;

/// <summary>The workers of a task queue that announce themselves, of every program, and the states of tasks that they announce.</summary>
public interface IFleetView
{
    /// <summary>Listens to what workers announce, until it is cancelled or the connection is lost. One caller at a time.</summary>
    /// <exception cref="LabException">The broker is not there, or does not allow it.</exception>
    Task WatchAsync(CancellationToken cancellation);

    /// <summary>The other programs' workers: those that announce themselves, and those that ended, for a minute.</summary>
    IReadOnlyList<FleetWorker> Read();

    /// <summary>The states of a task, oldest first; empty for an unknown one.</summary>
    IReadOnlyList<TaskStateChange> StatesOf(string taskId);

    /// <summary>The state of a task by its stored result; null where none is stored.</summary>
    /// <exception cref="LabException">The store does not answer.</exception>
    Task<TaskStateChange?> ReadResultAsync(string taskId, CancellationToken cancellation);
}

namespace PubSubLab.Lab.Workers;

/// <summary>Where a worker is in its life.</summary>
public enum WorkerState
{
    /// <summary>It is connecting.</summary>
    Starting,

    /// <summary>It takes messages.</summary>
    Running,

    /// <summary>It takes no more and finishes what it has.</summary>
    Stopping,

    /// <summary>It ended in good order.</summary>
    Stopped,

    /// <summary>It died as in a crash.</summary>
    Killed,

    /// <summary>The broker refused it; the journal says why.</summary>
    Failed,
}

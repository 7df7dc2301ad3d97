namespace PubSubLab.Simulation;

/// <summary>Settings of a run besides its seed.</summary>
internal sealed record SimulationSettings
{
    /// <summary>Whether connections, processes and handlers fail. Default true. Without faults each message is delivered once.</summary>
    public bool Faults { get; init; } = true;

    /// <summary>Whether the server has a disk that keeps. Default: drawn from the seed.</summary>
    public bool? Disk { get; init; }

    /// <summary>Whether the whole trace is kept. Default: its hash and its last lines.</summary>
    public bool WholeTrace { get; init; }

    /// <summary>Makes the fault that a test plants. Default: none.</summary>
    public Func<PlantedFault>? Plant { get; init; }
}

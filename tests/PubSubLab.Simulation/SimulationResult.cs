namespace PubSubLab.Simulation;

/// <summary>The figures of a run that broke no rule.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="TraceHash">Hash of everything that happened.</param>
/// <param name="Steps">Pieces of work.</param>
/// <param name="Elapsed">Time by the run's clock.</param>
/// <param name="Published">Messages that the server has taken.</param>
/// <param name="Deliveries">Deliveries of the server.</param>
/// <param name="LeasesExpired">Leases that ended without an answer.</param>
/// <param name="DeadLettered">Messages that went to the dead-letter topic.</param>
/// <param name="Returns">Times that memory was filled from the disk: restarts, and rebuilds after commits that failed.</param>
/// <param name="Trace">All lines of the trace, where they are kept.</param>
internal sealed record SimulationResult(
    ulong Seed, ulong TraceHash, long Steps, TimeSpan Elapsed, int Published, int Deliveries, int LeasesExpired, int DeadLettered, int Returns, string Trace);

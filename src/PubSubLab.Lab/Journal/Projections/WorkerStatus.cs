using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Workers;

/// <summary>A worker as a screen shows it, at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Handler">The handler's name, <c>slow</c>.</param>
/// <param name="HandlerLabel">The handler as a person reads it, <c>Slow 5 s</c>.</param>
/// <param name="Accepts">The tasks that it keeps.</param>
/// <param name="Subscription">The subscription's id.</param>
/// <param name="MaxInFlight">Its limit of outstanding tasks.</param>
/// <param name="Tally">Its counts.</param>
/// <param name="LeasesEndAt">For a killed worker that held messages: when the last of its leases ends, on the journal's clock; else null.</param>
/// <param name="Failure">Why it failed, null unless it did.</param>
public sealed record WorkerStatus(
    string Name,
    WorkerState State,
    string Handler,
    string HandlerLabel,
    Acceptance Accepts,
    string Subscription,
    int MaxInFlight,
    WorkerTally Tally,
    TimeSpan? LeasesEndAt,
    string? Failure)
{
    /// <summary>Whether it is a worker of this lab that can be killed or stopped.</summary>
    public bool IsAlive => State is WorkerState.Starting or WorkerState.Running or WorkerState.Stopping;

    /// <summary>For how long it leases a message; null where that is not known.</summary>
    public TimeSpan? AckDeadline { get; init; }

    /// <summary>Whether it is a stream of another program, which the lab shows and cannot command.</summary>
    public bool IsOfOtherProgram { get; private init; }

    /// <summary>A stream of another program, by what the broker tells of it.</summary>
    public static WorkerStatus OfOtherProgram(WorkerTally tally) => new(
        tally.Worker, tally.Connected == true ? WorkerState.Running : WorkerState.Stopped, "", "other program", Acceptance.Unknown, tally.Subscription ?? "", int.MaxValue, tally, null, null)
    { IsOfOtherProgram = true };

    /// <summary>Time since the last heartbeat of another program's worker; null where it sends none.</summary>
    public TimeSpan? HeardAgo { get; init; }
}

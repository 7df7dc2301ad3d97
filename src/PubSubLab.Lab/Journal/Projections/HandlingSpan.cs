namespace PubSubLab.Lab.Journal;

/// <summary>A delivery in a worker's hand, from when to when: one bar of the timeline.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Slot">0-based lane: the lowest that was free in this worker, so that lanes side by side are things done at the same time.</param>
/// <param name="Message">The message.</param>
/// <param name="Attempt">The delivery attempt, 0 where not known.</param>
/// <param name="Start">When the worker got it.</param>
/// <param name="LeaseFrom">When the lease was last granted: at delivery, or when it was extended.</param>
/// <param name="End">Its end; null while it is outstanding.</param>
/// <param name="Outcome"><see cref="LabEventKind.Acked"/>, <see cref="LabEventKind.Nacked"/>, <see cref="LabEventKind.LeaseExpired"/>, <see cref="LabEventKind.AckUnconfirmed"/>, or <see cref="LabEventKind.WorkerKilled"/>; null while outstanding.</param>
public sealed record HandlingSpan(
    string Worker, int Slot, LabMessage Message, int Attempt, TimeSpan Start, TimeSpan LeaseFrom, TimeSpan? End = null, LabEventKind? Outcome = null)
{
    /// <summary>Whether it began in an earlier run of the lab.</summary>
    public bool IsEarlier => Start < TimeSpan.Zero;

    /// <summary>The subscription it came from.</summary>
    public string? Subscription { get; init; }

    /// <summary>The worker that had it before on this subscription and gave no acknowledgement; null where nobody, or the same one, had it.</summary>
    public string? From { get; init; }

    /// <summary>When its lease was extended, oldest first; the newest hundred.</summary>
    public IReadOnlyList<TimeSpan> ExtendedAt { get; init; } = [];

    /// <summary>Whether its lease goes on after its end: no answer of the worker reached the broker.</summary>
    public bool IsOutlivedByLease => Outcome is LabEventKind.WorkerKilled or LabEventKind.AckUnconfirmed;

    /// <summary>End of a lease that goes on after the span's end; null while it runs or if unknown.</summary>
    public TimeSpan? LeaseEndedAt { get; init; }
}

namespace PubSubLab.Lab.Journal;

/// <summary>One thing that happened. Small, because a million of them are kept.</summary>
/// <param name="Sequence">1 for the journal's first event, then without gaps.</param>
/// <param name="At">Time since the journal was opened, monotonic; negative in an earlier run.</param>
/// <param name="Kind">The kind of event.</param>
/// <param name="Message">The message it happened to, null for a worker's event.</param>
/// <param name="Worker">The worker, null where none is involved.</param>
/// <param name="Subscription">The subscription's id, null where none is involved.</param>
/// <param name="Attempt">The delivery attempt: the broker's own count, else what the journal has seen on this subscription; 0 where it is not known.</param>
/// <param name="Data">Why, or how long; null where the kind says it all.</param>
public readonly record struct LabEvent(
    long Sequence,
    TimeSpan At,
    LabEventKind Kind,
    LabMessage? Message,
    string? Worker,
    string? Subscription,
    int Attempt,
    EventData? Data)
{
    /// <summary>Whether it happened in an earlier run of the lab.</summary>
    public bool IsEarlier => At < TimeSpan.Zero;
}

namespace PubSubLab.Lab.Transports;

/// <summary>When a broker gives a dead worker's messages to others. A fact of the broker, by which experiments judge it.</summary>
public sealed record ReturnRule
{
    /// <summary>Pub/Sub's: the ack deadline, extended while a handler runs.</summary>
    public static ReturnRule AckDeadline { get; } = new();

    /// <summary>The event that gives them back, in a few words. Default: the ack deadline.</summary>
    public string Because { get; init; } = "ack deadline";

    /// <summary>The broker's wait for the worker; null, the default, for the worker's ack deadline.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>Whether a living worker keeps a message as long as its handler takes. Default: yes.</summary>
    public bool KeptWhileHandling { get; init; } = true;

    /// <summary>Whether a delivery has a lease, which the broker ends by itself. Default: yes.</summary>
    public bool HasLeases { get; init; } = true;

    /// <summary>The rule in sentences, with its source. Default: Pub/Sub's.</summary>
    public string Explanation { get; init; } =
        "Nobody tells the broker that a worker died. It waits until the ack deadline of each delivery has passed without an answer, and then " +
        "delivers the message again, to anybody (Pub/Sub docs, Lease management).";

    /// <summary>Whether the broker notices the death itself and waits for nothing.</summary>
    public bool IsAtOnce => After == TimeSpan.Zero;

    /// <summary>The wait for a worker with an ack deadline.</summary>
    public TimeSpan HeldFor(TimeSpan ackDeadline) => After ?? ackDeadline;
}

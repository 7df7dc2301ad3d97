using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Transports;

/// <summary>A worker's subscription options.</summary>
public sealed record SubscribeOptions
{
    /// <summary>The ack deadline of a worker that asks for none: 10 s, the shortest that Pub/Sub allows, so that a person can watch its end.</summary>
    public static readonly TimeSpan DefaultAckDeadline = TimeSpan.FromSeconds(10);

    /// <summary>The subscription's id, without the project.</summary>
    public required string Subscription { get; init; }

    /// <summary>The worker's name, told to the broker where it can take it, so that both sides speak of the same worker.</summary>
    public required string Worker { get; init; }

    /// <summary>Limit of outstanding messages. Default: 1,000, as in the official client.</summary>
    public int MaxInFlight { get; init; } = 1_000;

    /// <summary>Lease duration without extension. Default: <see cref="DefaultAckDeadline"/>.</summary>
    public TimeSpan AckDeadline { get; init; } = DefaultAckDeadline;

    /// <summary>The longest time for which a lease is extended. Default: 1 hour, as in the official client.</summary>
    public TimeSpan LongestLease { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Acknowledge after the handler; null, the default, for the backend's own setting. Only a backend with early acks can be told false.</summary>
    public bool? AcksLate { get; init; }

    /// <summary>Names of the handlers that a message can ask for, where the transport's messages name one; null for the lab's own.</summary>
    public IReadOnlyCollection<string>? Handlers { get; init; }

    /// <summary>
    /// Gets each ack that the broker did not confirm: the message's id, and what became of the ack. It may come after the subscription was
    /// stopped or severed, and a client that cannot tell never calls it. Default: nobody.
    /// </summary>
    public Action<string, AckLost> OnUnconfirmed { get; init; } = static (_, _) => { };

    /// <summary>Called when somebody at the broker asks the worker to stop; it returns at once. Default: nobody can.</summary>
    public Action OnStopAsked { get; init; } = static () => { };
}

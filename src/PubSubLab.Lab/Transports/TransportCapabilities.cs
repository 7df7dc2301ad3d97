namespace PubSubLab.Lab.Transports;

/// <summary>A backend's capabilities. An experiment names a missing one and does not run.</summary>
public sealed record TransportCapabilities
{
    /// <summary>The value of <see cref="DeadLetterCount"/> on Pub/Sub (Pub/Sub docs, Handle message failures).</summary>
    public const string PubSubDeadLetterCount = "CloudPubSubDeadLetterSourceDeliveryCount";

    /// <summary>Subscriptions with attribute filters, really honoured.</summary>
    public required bool Filters { get; init; }

    /// <summary>Subscriptions with the filter <c>attributes.user_id = "…"</c> and no other, as a routing key gives them. Default: false.</summary>
    public bool UserRouting { get; init; }

    /// <summary>Delivery in order per ordering key.</summary>
    public bool Ordering { get; init; }

    /// <summary>A dead-letter topic after a number of attempts.</summary>
    public bool DeadLetter { get; init; }

    /// <summary>Exactly-once delivery.</summary>
    public bool ExactlyOnce { get; init; }

    /// <summary>A delay before a nacked message comes back.</summary>
    public bool DelayedRetry { get; init; }

    /// <summary>Seek and snapshots; the transport is then an <see cref="IReplay"/>.</summary>
    public bool Replay { get; init; }

    /// <summary>Message transforms, really run. Default: false.</summary>
    public bool Transforms { get; init; }

    /// <summary>Push subscriptions.</summary>
    public bool Push { get; init; }

    /// <summary>When a dead worker's messages come back. Default: by the ack deadline.</summary>
    public ReturnRule Returns { get; init; } = ReturnRule.AckDeadline;

    /// <summary>The rule for messages that fail, in sentences and with its source. Default: null, for Pub/Sub's.</summary>
    public string? FailureRule { get; init; }

    /// <summary>Workers that acknowledge before the handler, where their options ask for it. Default: false.</summary>
    public bool EarlyAcks { get; init; }

    /// <summary>The attribute of a dead letter with the number of its attempts; null, the default, where dead letters do not say.</summary>
    public string? DeadLetterCount { get; init; }

    /// <summary>The backend tells the journal itself what it published, delivered, filtered and expired, for every program that uses it.</summary>
    public bool BrokerEvents { get; init; }

    /// <summary>A real Google Cloud project: published limits hold, and what is done there is billed.</summary>
    public bool RealProject { get; init; }

    /// <summary>Plain sentences on what a person should know about this backend, "this backend ignores filters …".</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

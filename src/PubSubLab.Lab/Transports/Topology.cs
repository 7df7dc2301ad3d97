namespace PubSubLab.Lab.Transports;

/// <summary>Topics and the subscriptions on them, by short id.</summary>
public sealed record Topology(IReadOnlyList<string> Topics, IReadOnlyList<SubscriptionSpec> Subscriptions)
{
    /// <summary>
    /// Whether it was made for one run and goes with it. Only such a topology may be made on a real project without asking: its
    /// names are new, it is labelled, and its subscriptions expire by themselves.
    /// </summary>
    public bool Temporary { get; init; }

    /// <summary>
    /// What it is for. On a real project, where nothing is made, only that is checked, so that publishing needs no right to consume and consuming
    /// none to publish. Default: both.
    /// </summary>
    public TopologyUse Use { get; init; }

    /// <summary>The time for which topics keep their messages, for a seek of any of their subscriptions; null, the default, for not at all.</summary>
    public TimeSpan? TopicRetention { get; init; }

    /// <summary>One topic with one subscription: what the lab opens with.</summary>
    public static Topology Simple(string topic, string subscription) => new([topic], [new SubscriptionSpec(subscription, topic)]);
}

/// <summary>A subscription as the lab asks for it.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Topic">The topic's id.</param>
public sealed record SubscriptionSpec(string Name, string Topic)
{
    /// <summary>Attribute filter, null for none.</summary>
    public string? Filter { get; init; }

    /// <summary>Ack deadline. Default: 10 s.</summary>
    public TimeSpan AckDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Minimum backoff before a redelivery; null for no retry policy: a nacked message comes back at once.</summary>
    public TimeSpan? MinimumBackoff { get; init; }

    /// <summary>Maximum backoff; only with <see cref="MinimumBackoff"/>. Default there: 600 s.</summary>
    public TimeSpan? MaximumBackoff { get; init; }

    /// <summary>
    /// The share of a backoff that is left to chance, 0 to 1, for a backend whose workers compute the delay; Pub/Sub computes its own
    /// and takes no number. Default: 0.
    /// </summary>
    public double Jitter { get; init; }

    /// <summary>Where messages go after <see cref="MaxDeliveryAttempts"/>; null for no dead letter.</summary>
    public string? DeadLetterTopic { get; init; }

    /// <summary>Attempts before the dead letter, 5 to 100. Default: 5.</summary>
    public int MaxDeliveryAttempts { get; init; } = 5;

    /// <summary>Delivery in order per ordering key.</summary>
    public bool Ordering { get; init; }

    /// <summary>Exactly-once delivery.</summary>
    public bool ExactlyOnce { get; init; }

    /// <summary>Whether acknowledged messages are retained too, so that a seek brings them again.</summary>
    public bool RetainAcked { get; init; }

    /// <summary>The time for which the broker keeps a message, 10 minutes to 31 days; null for the broker's default, 7 days.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Time without use after which the broker deletes it, a day or more; null for the broker's default, 31 days.</summary>
    public TimeSpan? Expiration { get; init; }

    /// <summary>The message transform of its deliveries; null for none.</summary>
    public TransformSpec? Transform { get; init; }

    /// <summary>Where the broker posts the messages; null for a subscription that workers pull from.</summary>
    public Uri? PushEndpoint { get; init; }
}

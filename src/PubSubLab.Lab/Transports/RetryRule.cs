namespace PubSubLab.Lab.Transports;

/// <summary>
/// When a failed task is tried again, in the lab's terms. Each backend gets it in its own: Pub/Sub as a retry policy and a dead-letter
/// policy of the subscription, Celery as <c>retries</c> and <c>eta</c> of the next message, RabbitMQ with a dead-letter exchange.
/// </summary>
public sealed record RetryRule
{
    /// <summary>The longest backoff Pub/Sub takes, and the default of <see cref="Maximum"/> (Pub/Sub docs, Handle message failures).</summary>
    public static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(600);

    /// <summary>Comes back at once, for ever: what Pub/Sub does without a retry policy.</summary>
    public static RetryRule Immediate { get; } = new();

    /// <summary>Limit of attempts; null, the default, for none.</summary>
    public int? Attempts { get; init; }

    /// <summary>The wait after the first attempt; it doubles with each. Default: none.</summary>
    public TimeSpan Minimum { get; init; }

    /// <summary>The longest wait. Default: 600 s.</summary>
    public TimeSpan Maximum { get; init; } = LongestBackoff;

    /// <summary>The share of a wait that is left to chance, 0 to 1: with 0.2 a wait of 10 s is 8 to 10 s. Default: 0.</summary>
    public double Jitter { get; init; }

    /// <summary>The policy that a subscription's spec asks for.</summary>
    public static RetryRule Of(SubscriptionSpec spec) => new()
    {
        Attempts = spec.DeadLetterTopic is null ? null : spec.MaxDeliveryAttempts,
        Minimum = spec.MinimumBackoff ?? TimeSpan.Zero,
        Maximum = spec.MaximumBackoff ?? LongestBackoff,
        Jitter = spec.Jitter,
    };

    /// <summary>The same in a subscription's spec.</summary>
    /// <param name="spec">The subscription.</param>
    /// <param name="deadLetterTopic">Where a task goes after the last attempt; without it no number of attempts can be asked of a broker.</param>
    public SubscriptionSpec ApplyTo(SubscriptionSpec spec, string? deadLetterTopic = null) => spec with
    {
        MinimumBackoff = Minimum > TimeSpan.Zero ? Minimum : null,
        MaximumBackoff = Minimum > TimeSpan.Zero ? Maximum : null,
        Jitter = Jitter,
        DeadLetterTopic = Attempts is null ? null : deadLetterTopic,
        MaxDeliveryAttempts = Attempts ?? spec.MaxDeliveryAttempts,
    };

    /// <summary>The parts that Pub/Sub cannot do, one sentence each; empty if it can do all.</summary>
    public IReadOnlyList<string> LostOnPubSub(string? deadLetterTopic = null)
    {
        var lost = new List<string>();
        if (Jitter > 0)
        {
            lost.Add($"Jitter {Jitter:0.##} has no counterpart on Pub/Sub: the service spreads redeliveries as it sees fit.");
        }

        if (Attempts is < 5 or > 100)
        {
            lost.Add($"{Attempts} attempts cannot be asked of Pub/Sub: a dead-letter policy takes 5 to 100.");
        }

        if (Attempts is not null && deadLetterTopic is null)
        {
            lost.Add("Attempts can only be limited on Pub/Sub with a dead-letter topic.");
        }

        if (Maximum > LongestBackoff)
        {
            lost.Add($"A maximum backoff of {Durations.Format(Maximum)} is more than Pub/Sub's {Durations.Format(LongestBackoff)}.");
        }

        return lost;
    }

    /// <summary>Wait after a failed attempt: the minimum, doubled each time, at most the maximum, less a random share of the jitter.</summary>
    /// <param name="attempt">The attempt that failed, 1 for the first.</param>
    /// <param name="random">0 up to 1.</param>
    public TimeSpan DelayAfter(int attempt, double random)
    {
        var doubled = Minimum.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 60));
        return TimeSpan.FromSeconds(Math.Min(doubled, Maximum.TotalSeconds) * (1 - (Math.Clamp(Jitter, 0, 1) * random)));
    }
}

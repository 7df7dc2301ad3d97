using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Topics;
using PubSubLab.Emulator.Transforms;

namespace PubSubLab.Emulator.Engine;

/// <summary>Changeable settings of a subscription. Immutable; defaults as in google.pubsub.v1.Subscription.</summary>
internal sealed record SubscriptionSettings
{
    public static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(7);
    public static readonly TimeSpan DefaultExpiration = TimeSpan.FromDays(31);

    public int AckDeadlineSeconds { get; init; } = 10;

    public bool ExactlyOnce { get; init; }

    public bool RetainAcked { get; init; }

    public TimeSpan Retention { get; init; } = DefaultRetention;

    /// <summary>Deleted after so much time without activity; null: never.</summary>
    public TimeSpan? Expiration { get; init; } = DefaultExpiration;

    public RetryBackoff? Retry { get; init; }

    public DeadLetterRule? DeadLetter { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public PushConfig? Push { get; init; }

    public TransformChain? Transforms { get; init; }
}

/// <summary>Exponential from <paramref name="Minimum"/> to <paramref name="Maximum"/> (google.pubsub.v1.RetryPolicy; 10 s and 600 s by default).</summary>
internal sealed record RetryBackoff(TimeSpan Minimum, TimeSpan Maximum)
{
    /// <summary>The wait after so many failures of one message, in ticks.</summary>
    public long After(int failures)
    {
        var wait = Minimum.Ticks;
        for (var i = 1; i < failures && wait < Maximum.Ticks && wait > 0; i++)
        {
            wait *= 2;
        }

        return Math.Min(wait, Math.Max(Maximum.Ticks, Minimum.Ticks));
    }
}

/// <summary>Where a message goes after <paramref name="MaxAttempts"/> failed deliveries (google.pubsub.v1.DeadLetterPolicy).</summary>
internal sealed record DeadLetterRule(string Topic, int MaxAttempts);

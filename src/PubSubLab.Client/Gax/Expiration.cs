namespace Google.Api.Gax;

/// <summary>How long a call may take: a duration, a moment, or for ever.</summary>
public sealed class Expiration
{
    private Expiration(TimeSpan? timeout, DateTime? deadline)
    {
        Timeout = timeout;
        Deadline = deadline;
    }

    /// <summary>No limit.</summary>
    public static Expiration None { get; } = new(null, null);

    /// <summary>The duration; null unless <see cref="Type"/> is <see cref="ExpirationType.Timeout"/>.</summary>
    public TimeSpan? Timeout { get; }

    /// <summary>The moment in UTC; null unless <see cref="Type"/> is <see cref="ExpirationType.Deadline"/>.</summary>
    public DateTime? Deadline { get; }

    /// <summary>Which of the limits is set.</summary>
    public ExpirationType Type =>
        Timeout is not null ? ExpirationType.Timeout : Deadline is not null ? ExpirationType.Deadline : ExpirationType.None;

    /// <summary>A limit that counts from the start of each call. Zero and less fail at once.</summary>
    public static Expiration FromTimeout(TimeSpan timeout) => new(timeout, null);

    /// <summary>A limit at a moment in UTC. A moment that has passed fails at once.</summary>
    public static Expiration FromDeadline(DateTime deadline) => new(null, deadline);
}

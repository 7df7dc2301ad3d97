using Grpc.Core;

namespace Google.Api.Gax.Grpc;

/// <summary>When a failed call is tried again, how often, and after which pause.</summary>
public sealed class RetrySettings
{
    private RetrySettings(
        int maxAttempts, TimeSpan initialBackoff, TimeSpan maxBackoff, double backoffMultiplier, Predicate<Exception> retryFilter, IJitter? backoffJitter)
    {
        MaxAttempts = GaxPreconditions.CheckArgumentRange(maxAttempts, nameof(maxAttempts), 1, int.MaxValue);
        InitialBackoff = GaxPreconditions.CheckNonNegativeDelay(initialBackoff, nameof(initialBackoff));
        MaxBackoff = GaxPreconditions.CheckNonNegativeDelay(maxBackoff, nameof(maxBackoff));
        GaxPreconditions.CheckArgument(
            maxBackoff >= initialBackoff, nameof(maxBackoff), $"The maximum backoff ({maxBackoff}) is smaller than the initial one ({initialBackoff}).");
        BackoffMultiplier = GaxPreconditions.CheckArgumentRange(backoffMultiplier, nameof(backoffMultiplier), 1.0, double.MaxValue);
        RetryFilter = GaxPreconditions.CheckNotNull(retryFilter, nameof(retryFilter));
        BackoffJitter = backoffJitter ?? RandomJitter;
    }

    /// <summary>Spreads pauses, so that clients which failed together do not come back together.</summary>
    public interface IJitter
    {
        /// <summary>A pause of at most <paramref name="maxDelay"/>.</summary>
        TimeSpan GetDelay(TimeSpan maxDelay);
    }

    /// <summary>Takes each pause evenly from zero to the whole.</summary>
    public static IJitter RandomJitter { get; } = new Evenly();

    /// <summary>Takes the whole pause.</summary>
    public static IJitter NoJitter { get; } = new Whole();

    /// <summary>Attempts in all, the first one counted.</summary>
    public int MaxAttempts { get; }

    /// <summary>The pause after the first attempt, before jitter.</summary>
    public TimeSpan InitialBackoff { get; }

    /// <summary>The longest pause, before jitter.</summary>
    public TimeSpan MaxBackoff { get; }

    /// <summary>Growth of the backoff between attempts.</summary>
    public double BackoffMultiplier { get; }

    /// <summary>Which failures are tried again.</summary>
    public Predicate<Exception> RetryFilter { get; }

    /// <summary>Jitter of the backoff.</summary>
    public IJitter BackoffJitter { get; }

    /// <summary>The same pause each time; jitter is random unless given.</summary>
    public static RetrySettings FromConstantBackoff(int maxAttempts, TimeSpan backoff, Predicate<Exception> retryFilter, IJitter? backoffJitter = null) =>
        new(maxAttempts, backoff, backoff, 1.0, retryFilter, backoffJitter);

    /// <summary>A pause that grows; jitter is random unless given.</summary>
    public static RetrySettings FromExponentialBackoff(
        int maxAttempts,
        TimeSpan initialBackoff,
        TimeSpan maxBackoff,
        double backoffMultiplier,
        Predicate<Exception> retryFilter,
        IJitter? backoffJitter = null) =>
        new(maxAttempts, initialBackoff, maxBackoff, backoffMultiplier, retryFilter, backoffJitter);

    /// <summary>Tries again what failed with one of these codes.</summary>
    public static Predicate<Exception> FilterForStatusCodes(params StatusCode[] statusCodes) =>
        FilterForStatusCodes((IEnumerable<StatusCode>)statusCodes);

    /// <summary>Tries again what failed with one of these codes.</summary>
    public static Predicate<Exception> FilterForStatusCodes(IEnumerable<StatusCode> statusCodes)
    {
        var codes = GaxPreconditions.CheckNotNull(statusCodes, nameof(statusCodes)).ToArray();
        return exception => exception is RpcException rpc && codes.Contains(rpc.StatusCode);
    }

    /// <summary>The pause after one of <paramref name="currentBackoff"/>, before jitter.</summary>
    public TimeSpan NextBackoff(TimeSpan currentBackoff)
    {
        var ticks = currentBackoff.Ticks * BackoffMultiplier;
        return ticks >= MaxBackoff.Ticks ? MaxBackoff : ticks <= InitialBackoff.Ticks ? InitialBackoff : new TimeSpan((long)ticks);
    }

    private sealed class Evenly : IJitter
    {
        // Random spreads the load here; nothing depends on it being hard to guess.
#pragma warning disable CA5394
        public TimeSpan GetDelay(TimeSpan maxDelay) => maxDelay <= TimeSpan.Zero ? maxDelay : maxDelay * Random.Shared.NextDouble();
#pragma warning restore CA5394
    }

    private sealed class Whole : IJitter
    {
        public TimeSpan GetDelay(TimeSpan maxDelay) => maxDelay;
    }
}

using Google.Api.Gax;

namespace Google.Cloud.PubSub.V1;

/// <summary>
/// Consumes one subscription: keeps streams open, extends leases while messages are handled, acknowledges. A message can come more
/// than once (at-least-once delivery).
/// </summary>
public abstract partial class SubscriberClient : IAsyncDisposable
{
    /// <summary>A handler's reply to its message.</summary>
    public enum Reply
    {
        /// <summary>Not handled; it shall be delivered again.</summary>
        Nack = 0,

        /// <summary>Handled; it shall not be delivered again.</summary>
        Ack = 1,
    }

    /// <summary>Default outstanding limits: 1,000 messages and 100,000,000 bytes.</summary>
    public static FlowControlSettings DefaultFlowControlSettings { get; } = new(1_000, 100_000_000);

    /// <summary>The shortest ack deadline that the service takes: 10 s.</summary>
    public static TimeSpan MinimumAckDeadline { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest ack deadline that the service takes: 10 min.</summary>
    public static TimeSpan MaximumAckDeadline { get; } = TimeSpan.FromMinutes(10);

    /// <summary>The ack deadline that streams ask for by default: 60 s.</summary>
    public static TimeSpan DefaultAckDeadline { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The ack deadline that streams ask for by default under exactly-once delivery: 60 s.</summary>
    public static TimeSpan DefaultAckDeadlineForExactlyOnceDelivery { get; } = TimeSpan.FromSeconds(60);

    /// <summary>60 s. It never was a window, but the deadline under exactly-once delivery.</summary>
    [Obsolete("Use DefaultAckDeadlineForExactlyOnceDelivery, which is what this is.")]
    public static TimeSpan MinimumAckExtensionWindowForExactlyOnceDelivery => DefaultAckDeadlineForExactlyOnceDelivery;

    /// <summary>The shortest extension window: 50 ms.</summary>
    public static TimeSpan MinimumAckExtensionWindow { get; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Default extension window before the end of a lease: 15 s.</summary>
    public static TimeSpan DefaultAckExtensionWindow { get; } = TimeSpan.FromSeconds(15);

    /// <summary>The least time between taking a lease and extending it: 5 s.</summary>
    public static TimeSpan MinimumLeaseExtensionDelay { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Default limit of a lease's total extension: 60 min.</summary>
    public static TimeSpan DefaultMaxTotalAckExtension { get; } = TimeSpan.FromMinutes(60);

    /// <summary>Default time limit of <see cref="DisposeAsync"/>: 5 s.</summary>
    public static TimeSpan DefaultDisposeTimeout { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The subscription that is consumed.</summary>
    public virtual SubscriptionName SubscriptionName => throw new NotImplementedException();

    /// <summary>Creates a subscriber with the default credentials and settings. For anything else there is <see cref="SubscriberClientBuilder"/>.</summary>
    public static SubscriberClient Create(SubscriptionName subscriptionName) => BuilderFor(subscriptionName).Build();

    /// <summary>Creates a subscriber with the default credentials and settings. For anything else there is <see cref="SubscriberClientBuilder"/>.</summary>
    public static Task<SubscriberClient> CreateAsync(SubscriptionName subscriptionName) => BuilderFor(subscriptionName).BuildAsync();

    /// <summary>Starts consuming.</summary>
    /// <param name="handlerAsync">
    /// Handles a message; several run at once, those of one ordering key one after another. An exception is a nack. The token is
    /// cancelled when a stop gives messages back instead of waiting any longer; replies do not count then.
    /// </param>
    /// <returns>
    /// A task that completes when the subscriber has stopped, is cancelled when it had to stop before everything was handled, and
    /// faults when it cannot go on.
    /// </returns>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public virtual Task StartAsync(Func<PubsubMessage, CancellationToken, Task<Reply>> handlerAsync) => throw new NotImplementedException();

    /// <summary>Starts consuming with a handler that also wants to know what became of its replies.</summary>
    /// <returns>As the other form.</returns>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public virtual Task StartAsync(SubscriptionHandler handler) => throw new NotImplementedException();

    /// <summary>Takes no more messages and stops as <paramref name="shutdownOptions"/> say.</summary>
    /// <param name="shutdownOptions">The options with the time limit.</param>
    /// <param name="cancellationToken">Stops at once.</param>
    /// <returns>The task that <see cref="StartAsync(SubscriptionHandler)"/> returned.</returns>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public virtual Task StopAsync(ShutdownOptions shutdownOptions, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Takes no more messages, and handles those that were taken until <paramref name="hardStopToken"/>.</summary>
    [Obsolete("Say with ShutdownOptions what shall become of messages that were not handled yet.")]
    public virtual Task StopAsync(CancellationToken hardStopToken) => StopAsync(new ShutdownOptions(), hardStopToken);

    /// <summary>Takes no more messages, and stops within <paramref name="timeout"/>.</summary>
    [Obsolete("Say with ShutdownOptions what shall become of messages that were not handled yet.")]
    public virtual Task StopAsync(TimeSpan timeout) => StopAsync(new ShutdownOptions { Timeout = timeout });

    /// <summary>Stops within <see cref="Settings.DisposeTimeout"/>; does nothing on a subscriber that was not started.</summary>
    public virtual ValueTask DisposeAsync() => throw new NotImplementedException();

    private static SubscriberClientBuilder BuilderFor(SubscriptionName subscriptionName) =>
        new() { SubscriptionName = GaxPreconditions.CheckNotNull(subscriptionName, nameof(subscriptionName)) };
}

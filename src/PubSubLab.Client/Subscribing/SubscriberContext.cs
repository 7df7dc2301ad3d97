using Google.Cloud.PubSub.V1.Concurrency;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Google.Cloud.PubSub.V1;

/// <summary>Shared state of a subscriber's streams.</summary>
internal sealed partial class SubscriberContext(ILogger? logger, TaskScheduler workers)
{
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    // Handlers run in a context of their own; diagnostics belong to the code that started the subscriber.
    private readonly ExecutionContext? _starter = ExecutionContext.Capture();

    internal required SubscriptionName Name { get; init; }

    /// <summary>The name as requests carry it.</summary>
    internal required string Subscription { get; init; }

    internal required SubscriberClient.Settings Settings { get; init; }

    internal required SubscriptionHandler Handler { get; init; }

    internal required SubscriberTime Time { get; init; }

    /// <summary>Whether somebody listens on the emulator's port; null for the service.</summary>
    internal Func<CancellationToken, Task<bool>>? IsEmulatorOpen { get; init; }

    internal required FlowGate Flow { get; init; }

    internal OrderedDispatch Ordered { get; } = new();

    /// <summary>Where handlers and all other work run.</summary>
    internal TaskScheduler Workers { get; } = workers;

    internal TaskGroup Tasks { get; } = new(workers, ExecutionContext.Capture());

    /// <summary>Deliveries whose ack or nack is not settled yet.</summary>
    internal Countdown Outstanding { get; } = new();

    /// <summary>No new messages are taken.</summary>
    internal required CancellationToken StopPulling { get; init; }

    /// <summary>
    /// Whatever is not settled is nacked, or left to others after <see cref="HardStop"/>, with which this comes too. Handlers are given it.
    /// </summary>
    internal required CancellationToken NackNow { get; init; }

    /// <summary>Nothing is waited for any more.</summary>
    internal required CancellationToken HardStop { get; init; }

    /// <summary>Tells that a reply is not sent, in the context in which the subscriber was started.</summary>
    internal void TellUnsent(OutstandingDelivery delivery, SubscriberClient.Reply reply)
    {
        if (_starter is null)
        {
            Tell();
        }
        else
        {
            ExecutionContext.Run(_starter, _ => Tell(), null);
        }

        void Tell() => SubscriberTelemetry.Settled(Subscription, reply == SubscriberClient.Reply.Ack, [delivery], SettleOutcome.Unsent, null);
    }

    [LoggerMessage(11, LogLevel.Debug, "Stream {Index} is open.")]
    internal partial void LogOpened(int index);

    [LoggerMessage(12, LogLevel.Debug, "Stream {Index} was lost; it is opened again in {Pause}.")]
    internal partial void LogLost(int index, TimeSpan pause, Exception? exception);

    [LoggerMessage(13, LogLevel.Error, "Stream {Index} cannot go on.")]
    internal partial void LogGaveUp(int index, Exception exception);

    [LoggerMessage(14, LogLevel.Warning, "{Count} acks were refused.")]
    internal partial void LogAckFailed(int count, Exception exception);

    [LoggerMessage(15, LogLevel.Warning, "Setting {Count} leases to {Seconds} s was refused.")]
    internal partial void LogModifyFailed(int count, int seconds, Exception exception);

    [LoggerMessage(16, LogLevel.Warning, "The handler failed on message {MessageId}, which is nacked.")]
    internal partial void LogHandlerFailed(string messageId, Exception exception);
}

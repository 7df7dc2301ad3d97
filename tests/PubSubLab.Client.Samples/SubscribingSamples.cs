using Google.Api.Gax;
using Google.Cloud.PubSub.V1;

namespace PubSubLab.Client.Samples;

/// <summary>Consuming, as a user's program does it.</summary>
public static class SubscribingSamples
{
    /// <summary>Settings in which everything is said.</summary>
    public static SubscriberClient.Settings Settings(IScheduler scheduler, IClock clock)
    {
        var standard = SubscriberClient.DefaultFlowControlSettings;
        var settings = new SubscriberClient.Settings
        {
            FlowControlSettings = new FlowControlSettings(standard.MaxOutstandingElementCount, standard.MaxOutstandingByteCount),
            UseLegacyFlowControl = false,
            AckDeadline = SubscriberClient.DefaultAckDeadline,
            AckExtensionWindow = SubscriberClient.DefaultAckExtensionWindow,
            MaxTotalAckExtension = SubscriberClient.DefaultMaxTotalAckExtension,
            DisposeTimeout = SubscriberClient.DefaultDisposeTimeout,
            Scheduler = scheduler ?? SystemScheduler.Instance,
            Clock = clock ?? SystemClock.Instance,
        };
        return settings.Clone();
    }

    /// <summary>The shortest and the longest deadline, the shortest window, and the least time between extensions.</summary>
    public static TimeSpan[] Limits() =>
    [
        SubscriberClient.MinimumAckDeadline,
        SubscriberClient.MaximumAckDeadline,
        SubscriberClient.MinimumAckExtensionWindow,
        SubscriberClient.MinimumLeaseExtensionDelay,
    ];

    /// <summary>The deadlines under exactly-once delivery.</summary>
    public static TimeSpan[] ExactlyOnceLimits() =>
    [
        SubscriberClient.DefaultAckDeadlineForExactlyOnceDelivery,
#pragma warning disable CS0618 // Obsolete, and still used.
        SubscriberClient.MinimumAckExtensionWindowForExactlyOnceDelivery,
#pragma warning restore CS0618
    ];

    /// <summary>The exception that a program makes of an ack which failed; null when it did not.</summary>
    public static AcknowledgementException? Failure(AckNackResponse response) =>
        response is null || response.Status == AcknowledgementStatus.Success ? null : new AcknowledgementException(response.Status, response.MessageId);

    /// <summary>Handles messages until enough came, then waits for what is under way.</summary>
    public static async Task<IReadOnlyList<PubsubMessage>> TakeAsync(SubscriberClient subscriber, int count)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        var taken = new List<PubsubMessage>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = subscriber.StartAsync((message, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            lock (taken)
            {
                taken.Add(message);
                if (taken.Count == count)
                {
                    enough.SetResult();
                }

                return Task.FromResult(taken.Count <= count ? SubscriberClient.Reply.Ack : SubscriberClient.Reply.Nack);
            }
        });
        await Task.WhenAny(enough.Task, run);
        await subscriber.StopAsync(new SubscriberClient.ShutdownOptions { Mode = SubscriberClient.ShutdownMode.NackImmediately, Timeout = TimeSpan.FromSeconds(40) });
        await run;
        await subscriber.DisposeAsync();
        return taken;
    }

    /// <summary>Starts with a handler that wants to know what becomes of its replies; says of which subscription.</summary>
    public static (string SubscriptionId, Task Run) StartCarefully(SubscriberClient subscriber, CarefulHandler handler)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        return (subscriber.SubscriptionName.SubscriptionId, subscriber.StartAsync(handler));
    }

    /// <summary>Stops when everything that was taken is handled, or at once.</summary>
    public static Task StopAsync(SubscriberClient subscriber, CancellationToken hardStop)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        return subscriber.StopAsync(new SubscriberClient.ShutdownOptions { Mode = SubscriberClient.ShutdownMode.WaitForProcessing }, hardStop);
    }

    /// <summary>Stops in the ways that older programs use.</summary>
    public static async Task StopAsOfOldAsync(SubscriberClient subscriber, TimeSpan timeout, CancellationToken hardStop)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
#pragma warning disable CS0618 // Obsolete, and still used.
        await Task.WhenAll(subscriber.StopAsync(timeout), subscriber.StopAsync(hardStop));
#pragma warning restore CS0618
    }

    /// <summary>The handler of a subscription with exactly-once delivery: it is told what became of its replies.</summary>
    public sealed class CarefulHandler : SubscriptionHandler
    {
        private readonly List<string> _notes = [];

        /// <summary>The events in order.</summary>
        public IReadOnlyList<string> Notes
        {
            get
            {
                lock (_notes)
                {
                    return [.. _notes];
                }
            }
        }

        /// <inheritdoc />
        public override Task<SubscriberClient.Reply> HandleMessage(PubsubMessage message, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(message);
            Note($"{message.MessageId}, attempt {message.GetDeliveryAttempt() ?? 1}");
            return Task.FromResult(SubscriberClient.Reply.Ack);
        }

        /// <inheritdoc />
        public override void HandleAckResponses(IReadOnlyList<AckNackResponse> responses) => NoteAll("ack", responses);

        /// <inheritdoc />
        public override void HandleNackResponses(IReadOnlyList<AckNackResponse> responses) => NoteAll("nack", responses);

        private void NoteAll(string what, IReadOnlyList<AckNackResponse> responses)
        {
            foreach (var response in responses ?? [])
            {
                Note(response.Status switch
                {
                    AcknowledgementStatus.Success => $"{response.MessageId}: {what}",
                    AcknowledgementStatus.PermissionDenied or AcknowledgementStatus.FailedPrecondition
                        or AcknowledgementStatus.InvalidAckId or AcknowledgementStatus.Other => $"{response.MessageId}: {response.FailureMessage}",
                    _ => $"{response.MessageId}: {response.Status}",
                });
            }
        }

        private void Note(string note)
        {
            lock (_notes)
            {
                _notes.Add(note);
            }
        }
    }
}

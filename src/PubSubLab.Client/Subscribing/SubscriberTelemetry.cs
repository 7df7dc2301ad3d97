using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Google.Cloud.PubSub.V1;

/// <summary>The subscriber's telemetry: spans of handlers, and events and measurements of streams, leases and acks.</summary>
internal static class SubscriberTelemetry
{
    private static readonly UpDownCounter<long> s_outstanding = Telemetry.Meter.CreateUpDownCounter<long>(
        "pubsub.client.outstanding_messages", "{message}", "Messages that were taken and whose handler has not ended.");

    private static readonly Histogram<int> s_ackSize = Telemetry.Meter.CreateHistogram<int>(
        "pubsub.client.ack.batch_size", "{message}", "Ack ids in one request that acknowledges or nacks.");

    private static readonly Histogram<double> s_ackLatency = Telemetry.Meter.CreateHistogram<double>(
        "pubsub.client.ack.latency", "s", "From the arrival of a message until its ack or nack was taken by the service.");

    private static readonly Counter<long> s_extensions = Telemetry.Meter.CreateCounter<long>(
        "pubsub.client.lease.extensions", "{message}", "Leases that were taken or extended.");

    internal static void Outstanding(string subscription, int change)
    {
        if (s_outstanding.Enabled)
        {
            s_outstanding.Add(change, Telemetry.Tag("subscription", subscription));
        }
    }

    internal static void StreamOpened(string subscription, int index)
    {
        if (Telemetry.Events.IsEnabled("StreamOpened"))
        {
            Telemetry.Write("StreamOpened", ("subscription", subscription), ("stream", index));
        }
    }

    /// <summary>The service answered on a stream: only now is it known to be there.</summary>
    internal static void StreamAnswered(string subscription, int index)
    {
        if (Telemetry.Events.IsEnabled("StreamAnswered"))
        {
            Telemetry.Write("StreamAnswered", ("subscription", subscription), ("stream", index));
        }
    }

    internal static void StreamLost(string subscription, int index, TimeSpan pause, Exception? exception)
    {
        if (Telemetry.Events.IsEnabled("StreamLost"))
        {
            Telemetry.Write("StreamLost", ("subscription", subscription), ("stream", index), ("pause", pause), ("exception", exception));
        }
    }

    internal static void LeasesExtended(string subscription, int count, int seconds)
    {
        if (s_extensions.Enabled)
        {
            s_extensions.Add(count, Telemetry.Tag("subscription", subscription));
        }

        if (Telemetry.Events.IsEnabled("LeasesExtended"))
        {
            Telemetry.Write("LeasesExtended", ("subscription", subscription), ("count", count), ("seconds", seconds));
        }
    }

    /// <summary>A request that acknowledges or nacks was answered.</summary>
    internal static void SettleAnswered(string subscription, bool ack, List<OutstandingDelivery> batch, TimeSpan now, Exception? error)
    {
        if (s_ackSize.Enabled)
        {
            s_ackSize.Record(batch.Count, Telemetry.Tag("subscription", subscription), Telemetry.Tag("reply", ack ? "ack" : "nack"), Telemetry.Outcome(error));
        }

        if (error is null && s_ackLatency.Enabled)
        {
            foreach (var delivery in batch)
            {
                s_ackLatency.Record((now - delivery.Group.TakenAt).TotalSeconds, Telemetry.Tag("subscription", subscription), Telemetry.Tag("reply", ack ? "ack" : "nack"));
            }
        }
    }

    /// <summary>Acks or nacks reached the service, failed, or were never sent.</summary>
    internal static void Settled(string subscription, bool ack, ReadOnlySpan<OutstandingDelivery> deliveries, SettleOutcome outcome, Exception? error)
    {
        if (deliveries.Length == 0 || !Telemetry.Events.IsEnabled("Settled"))
        {
            return;
        }

        var messageIds = new List<string>(deliveries.Length);
        foreach (var delivery in deliveries)
        {
            messageIds.Add(delivery.MessageId);
        }

        Telemetry.Write(
            "Settled",
            ("subscription", subscription),
            ("reply", ack ? "ack" : "nack"),
            ("messageIds", messageIds),
            ("outcome", outcome switch
            {
                SettleOutcome.Confirmed => "confirmed",
                SettleOutcome.Retried => "retried",
                SettleOutcome.Failed => "failed",
                _ => "unsent",
            }),
            ("exception", error));
    }

    /// <summary>Starts the span of a handler, as a child of the span in which the message was published; null when nobody listens.</summary>
    internal static Activity? StartHandling(SubscriptionName subscription, PubsubMessage message)
    {
        if (!Telemetry.Activities.HasListeners())
        {
            return null;
        }

        var handling = Telemetry.Activities.StartActivity($"{subscription.SubscriptionId} process", ActivityKind.Consumer, TraceContext.Extract(message));
        if (handling is { IsAllDataRequested: true })
        {
            Telemetry.Describe(handling, "process", subscription.ProjectId, subscription.SubscriptionId, message);
            handling.SetTag("messaging.message.id", message.MessageId);
            if (message.GetDeliveryAttempt() is { } attempt)
            {
                handling.SetTag("messaging.gcp_pubsub.message.delivery_attempt", attempt);
            }
        }

        return handling;
    }

    /// <summary>A handler ended.</summary>
    internal static void Handled(SubscriptionName subscription, Activity? handling, string messageId, SubscriberClient.Reply reply, Exception? failure)
    {
        if (handling is not null)
        {
            handling.SetTag("messaging.gcp_pubsub.result", reply == SubscriberClient.Reply.Ack ? "ack" : "nack");
            Telemetry.Fail(handling, failure);
            handling.Dispose();
        }

        if (failure is not null && Telemetry.Events.IsEnabled("HandlerFailed"))
        {
            Telemetry.Write("HandlerFailed", ("subscription", subscription.ToString()), ("messageId", messageId), ("exception", failure));
        }
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Google.Cloud.PubSub.V1;

/// <summary>
/// Says what goes on inside a client, through System.Diagnostics: spans, measurements and events, all under <see cref="Name"/>. Nothing of
/// it is computed while nobody listens.
/// </summary>
/// <remarks>
/// The names of spans and of their attributes are those of OpenTelemetry's semantic conventions for messaging (section "Google Cloud
/// Pub/Sub"), which Google's other client libraries follow. Docs: docs/client.md.
/// </remarks>
internal static class Telemetry
{
    /// <summary>What a listener asks for: the name of the activity source, of the meter and of the diagnostic listener.</summary>
    internal const string Name = "Google.Cloud.PubSub.V1";

    private static readonly ActivitySource s_activities = new(Name);
    private static readonly Meter s_meter = new(Name);
    private static readonly DiagnosticListener s_events = new(Name);

    private static readonly UpDownCounter<long> s_outstanding = s_meter.CreateUpDownCounter<long>(
        "pubsub.client.outstanding_messages", "{message}", "Messages that were taken and whose handler has not ended.");

    private static readonly Histogram<int> s_publishSize = s_meter.CreateHistogram<int>(
        "pubsub.client.publish.batch_size", "{message}", "Messages in one publish request.");

    private static readonly Histogram<double> s_publishDuration = s_meter.CreateHistogram<double>(
        "pubsub.client.publish.duration", "s", "From sending a publish request until it succeeded or failed, its retries included.");

    private static readonly Histogram<int> s_ackSize = s_meter.CreateHistogram<int>(
        "pubsub.client.ack.batch_size", "{message}", "Ack ids in one request that acknowledges or nacks.");

    private static readonly Histogram<double> s_ackLatency = s_meter.CreateHistogram<double>(
        "pubsub.client.ack.latency", "s", "From the arrival of a message until its ack or nack was taken by the service.");

    private static readonly Counter<long> s_extensions = s_meter.CreateCounter<long>(
        "pubsub.client.lease.extensions", "{message}", "Leases that were taken or extended.");

    /// <summary>Starts the span of a message that is published, and puts its context on a copy of the message; null when nobody listens.</summary>
    internal static Activity? StartCreating(TopicName topic, ref PubsubMessage message)
    {
        if (!s_activities.HasListeners())
        {
            return null;
        }

        // The span ends with the batch; whoever publishes goes on in their own.
        var caller = Activity.Current;
        var creating = s_activities.StartActivity($"{topic.TopicId} create", ActivityKind.Producer);
        Activity.Current = caller;
        if (creating is null)
        {
            return null;
        }

        message = message.Clone();
        TraceContext.Inject(creating, message);
        if (creating.IsAllDataRequested)
        {
            Describe(creating, "create", topic.ProjectId, topic.TopicId, message);
        }

        return creating;
    }

    /// <summary>Starts the span of a publish request; null when nobody listens.</summary>
    internal static Activity? StartSending(TopicName topic, Batch batch)
    {
        if (!s_activities.HasListeners())
        {
            return null;
        }

        // A request serves many publishers; it belongs to none of their traces and links to all.
        Activity.Current = null;
        var sending = s_activities.StartActivity(
            $"{topic.TopicId} publish", ActivityKind.Client, parentContext: default, links: batch.Creating.Select(creating => new ActivityLink(creating.Context)));
        if (sending is { IsAllDataRequested: true })
        {
            Describe(sending, "publish", topic.ProjectId, topic.TopicId, null);
            sending.SetTag("messaging.batch.message_count", batch.Count);
        }

        return sending;
    }

    /// <summary>A moment to give to <see cref="Sent"/>; 0 when nobody measures.</summary>
    internal static long SendingSince() => s_publishDuration.Enabled ? TimeProvider.System.GetTimestamp() : 0;

    /// <summary>A publish request ended.</summary>
    internal static void Sent(TopicName topic, Batch batch, Activity? sending, long since, Exception? failure)
    {
        Fail(sending, failure);
        sending?.Dispose();
        if (s_publishSize.Enabled)
        {
            s_publishSize.Record(batch.Count, Tag("topic", topic.ToString()), Outcome(failure));
        }

        if (since != 0)
        {
            s_publishDuration.Record(TimeProvider.System.GetElapsedTime(since).TotalSeconds, Tag("topic", topic.ToString()), Outcome(failure));
        }

        if (s_events.IsEnabled("BatchPublished"))
        {
            Write("BatchPublished", ("topic", topic.ToString()), ("count", batch.Count), ("bytes", batch.Bytes), ("exception", failure));
        }
    }

    /// <summary>A message got its id, or did not.</summary>
    internal static void Created(Activity? creating, string? messageId, Exception? failure)
    {
        if (creating is not null)
        {
            creating.SetTag("messaging.message.id", messageId);
            Fail(creating, failure);
            creating.Dispose();
        }
    }

    internal static void Outstanding(string subscription, int change)
    {
        if (s_outstanding.Enabled)
        {
            s_outstanding.Add(change, Tag("subscription", subscription));
        }
    }

    internal static void StreamOpened(string subscription, int index)
    {
        if (s_events.IsEnabled("StreamOpened"))
        {
            Write("StreamOpened", ("subscription", subscription), ("stream", index));
        }
    }

    /// <summary>The service answered on a stream: only now is it known to be there.</summary>
    internal static void StreamAnswered(string subscription, int index)
    {
        if (s_events.IsEnabled("StreamAnswered"))
        {
            Write("StreamAnswered", ("subscription", subscription), ("stream", index));
        }
    }

    internal static void StreamLost(string subscription, int index, TimeSpan pause, Exception? exception)
    {
        if (s_events.IsEnabled("StreamLost"))
        {
            Write("StreamLost", ("subscription", subscription), ("stream", index), ("pause", pause), ("exception", exception));
        }
    }

    internal static void LeasesExtended(string subscription, int count, int seconds)
    {
        if (s_extensions.Enabled)
        {
            s_extensions.Add(count, Tag("subscription", subscription));
        }

        if (s_events.IsEnabled("LeasesExtended"))
        {
            Write("LeasesExtended", ("subscription", subscription), ("count", count), ("seconds", seconds));
        }
    }

    /// <summary>A request that acknowledges or nacks was answered.</summary>
    internal static void SettleAnswered(string subscription, bool ack, List<Delivery> batch, TimeSpan now, Exception? error)
    {
        if (s_ackSize.Enabled)
        {
            s_ackSize.Record(batch.Count, Tag("subscription", subscription), Tag("reply", ack ? "ack" : "nack"), Outcome(error));
        }

        if (error is null && s_ackLatency.Enabled)
        {
            foreach (var delivery in batch)
            {
                s_ackLatency.Record((now - delivery.Group.TakenAt).TotalSeconds, Tag("subscription", subscription), Tag("reply", ack ? "ack" : "nack"));
            }
        }
    }

    /// <summary>Acks or nacks reached the service, failed, or were never sent.</summary>
    internal static void Settled(string subscription, bool ack, ReadOnlySpan<Delivery> deliveries, SettleOutcome outcome, Exception? error)
    {
        if (deliveries.Length == 0 || !s_events.IsEnabled("Settled"))
        {
            return;
        }

        var messageIds = new List<string>(deliveries.Length);
        foreach (var delivery in deliveries)
        {
            messageIds.Add(delivery.MessageId);
        }

        Write(
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
        if (!s_activities.HasListeners())
        {
            return null;
        }

        var handling = s_activities.StartActivity($"{subscription.SubscriptionId} process", ActivityKind.Consumer, TraceContext.Extract(message));
        if (handling is { IsAllDataRequested: true })
        {
            Describe(handling, "process", subscription.ProjectId, subscription.SubscriptionId, message);
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
            Fail(handling, failure);
            handling.Dispose();
        }

        if (failure is not null && s_events.IsEnabled("HandlerFailed"))
        {
            Write("HandlerFailed", ("subscription", subscription.ToString()), ("messageId", messageId), ("exception", failure));
        }
    }

    private static void Describe(Activity activity, string operation, string project, string destination, PubsubMessage? message)
    {
        activity.SetTag("messaging.system", "gcp_pubsub");
        activity.SetTag("messaging.operation", operation);
        activity.SetTag("messaging.destination.name", destination);
        activity.SetTag("gcp.project_id", project);
        if (message is not null)
        {
            activity.SetTag("messaging.message.body.size", message.Data.Length);
            if (message.OrderingKey.Length > 0)
            {
                activity.SetTag("messaging.gcp_pubsub.message.ordering_key", message.OrderingKey);
            }
        }
    }

    private static void Fail(Activity? activity, Exception? failure)
    {
        if (activity is not null && failure is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, failure.Message);
            activity.AddException(failure);
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    private static KeyValuePair<string, object?> Outcome(Exception? failure) => new("outcome", failure is null ? "ok" : "failed");

    // A dictionary, because it can be read without a type of ours, which Google's package does not have.
    private static void Write(string name, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var payload = new Dictionary<string, object?>(values.Length);
        foreach (var (key, value) in values)
        {
            payload.Add(key, value);
        }

        s_events.Write<IReadOnlyDictionary<string, object?>>(name, payload);
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Google.Cloud.PubSub.V1;

/// <summary>The publisher's telemetry: spans of messages and requests, and measurements of requests.</summary>
internal static class PublisherTelemetry
{
    private static readonly Histogram<int> s_publishSize = Telemetry.Meter.CreateHistogram<int>(
        "pubsub.client.publish.batch_size", "{message}", "Messages in one publish request.");

    private static readonly Histogram<double> s_publishDuration = Telemetry.Meter.CreateHistogram<double>(
        "pubsub.client.publish.duration", "s", "From sending a publish request until it succeeded or failed, its retries included.");

    /// <summary>Starts the span of a message that is published, and puts its context on a copy of the message; null when nobody listens.</summary>
    internal static Activity? StartCreating(TopicName topic, ref PubsubMessage message)
    {
        if (!Telemetry.Activities.HasListeners())
        {
            return null;
        }

        // The span ends with the batch. The caller continues in its own span.
        var caller = Activity.Current;
        var creating = Telemetry.Activities.StartActivity($"{topic.TopicId} create", ActivityKind.Producer);
        Activity.Current = caller;
        if (creating is null)
        {
            return null;
        }

        message = message.Clone();
        TraceContext.Inject(creating, message);
        if (creating.IsAllDataRequested)
        {
            Telemetry.Describe(creating, "create", topic.ProjectId, topic.TopicId, message);
        }

        return creating;
    }

    /// <summary>Starts the span of a publish request; null when nobody listens.</summary>
    internal static Activity? StartSending(TopicName topic, Batch batch)
    {
        if (!Telemetry.Activities.HasListeners())
        {
            return null;
        }

        // A request serves many publishers; it belongs to none of their traces and links to all.
        Activity.Current = null;
        var sending = Telemetry.Activities.StartActivity(
            $"{topic.TopicId} publish", ActivityKind.Client, parentContext: default, links: batch.Creating.Select(creating => new ActivityLink(creating.Context)));
        if (sending is { IsAllDataRequested: true })
        {
            Telemetry.Describe(sending, "publish", topic.ProjectId, topic.TopicId, null);
            sending.SetTag("messaging.batch.message_count", batch.Count);
        }

        return sending;
    }

    /// <summary>A moment to give to <see cref="Sent"/>; 0 when nobody measures.</summary>
    internal static long SendingSince() => s_publishDuration.Enabled ? TimeProvider.System.GetTimestamp() : 0;

    /// <summary>A publish request ended.</summary>
    internal static void Sent(TopicName topic, Batch batch, Activity? sending, long since, Exception? failure)
    {
        Telemetry.Fail(sending, failure);
        sending?.Dispose();
        if (s_publishSize.Enabled)
        {
            s_publishSize.Record(batch.Count, Telemetry.Tag("topic", topic.ToString()), Telemetry.Outcome(failure));
        }

        if (since != 0)
        {
            s_publishDuration.Record(TimeProvider.System.GetElapsedTime(since).TotalSeconds, Telemetry.Tag("topic", topic.ToString()), Telemetry.Outcome(failure));
        }

        if (Telemetry.Events.IsEnabled("BatchPublished"))
        {
            Telemetry.Write("BatchPublished", ("topic", topic.ToString()), ("count", batch.Count), ("bytes", batch.Bytes), ("exception", failure));
        }
    }

    /// <summary>A message got its id, or did not.</summary>
    internal static void Created(Activity? creating, string? messageId, Exception? failure)
    {
        if (creating is not null)
        {
            creating.SetTag("messaging.message.id", messageId);
            Telemetry.Fail(creating, failure);
            creating.Dispose();
        }
    }
}

using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Filters;
using PubSubLab.Emulator.Topics;
using PubSubLab.Emulator.Transforms;
using EngineSubscription = PubSubLab.Emulator.Engine.Subscription;
using Subscription = Google.Cloud.PubSub.V1.Subscription;

namespace PubSubLab.Emulator.Resources;

/// <summary>Between subscriptions as the API shows them and as the engine keeps them (google.pubsub.v1.Subscription).</summary>
internal static class SubscriptionResource
{
    private static readonly TimeSpan s_minimumRetention = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_maximumRetention = TimeSpan.FromDays(31);
    private static readonly TimeSpan s_maximumBackoff = TimeSpan.FromSeconds(600);
    private static readonly TimeSpan s_defaultMinimumBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    /// <param name="resource">The subscription as a caller wants it.</param>
    /// <param name="linkLocalPush">Whether push endpoints may be link-local.</param>
    /// <param name="before">Its settings before a change; null for a new one.</param>
    public static SubscriptionSettings Settings(Subscription resource, bool linkLocalPush, SubscriptionSettings? before = null)
    {
        RefuseWhatIsNotDone(resource);
        var retention = resource.MessageRetentionDuration is { } duration
            ? DurationField.Check("message_retention_duration", duration, s_minimumRetention, s_maximumRetention)
            : SubscriptionSettings.DefaultRetention;
        var push = PushSettings.Check(resource.PushConfig, before?.Push, linkLocalPush);
        if (push is not null && resource.EnableExactlyOnceDelivery)
        {
            throw Fail.Invalid("enable_exactly_once_delivery is set together with push_config: exactly-once delivery works with pull only.");
        }

        return new SubscriptionSettings
        {
            AckDeadlineSeconds = AckDeadline(resource.AckDeadlineSeconds),
            ExactlyOnce = resource.EnableExactlyOnceDelivery,
            RetainAcked = resource.RetainAckedMessages,
            Retention = retention,
            Expiration = Expiration(resource.ExpirationPolicy, retention),
            Retry = Retry(resource.RetryPolicy),
            DeadLetter = DeadLetter(resource.DeadLetterPolicy),
            Labels = Labels.Keep(resource.Labels),
            Push = push,
            Transforms = Transforms(resource, before),
        };
    }

    public static Subscription Show(EngineSubscription subscription, bool hasTopic)
    {
        var shown = Describe(subscription.Name, hasTopic ? subscription.Topic.Name : ResourceName.DeletedTopic, subscription.Settings, subscription.Filter, subscription.IsOrdered, subscription.IsDetached);
        if (hasTopic && subscription.Topic.Retention is { } topicRetention)
        {
            shown.TopicMessageRetentionDuration = Duration.FromTimeSpan(topicRetention);
        }

        return shown;
    }

    /// <summary>The resource of a subscription that need not exist yet.</summary>
    public static Subscription Describe(string name, string topic, SubscriptionSettings settings, Filter? filter, bool ordered, bool isDetached)
    {
        var shown = new Subscription
        {
            Name = name,
            Topic = topic,
            AckDeadlineSeconds = settings.AckDeadlineSeconds,
            EnableExactlyOnceDelivery = settings.ExactlyOnce,
            RetainAckedMessages = settings.RetainAcked,
            MessageRetentionDuration = Duration.FromTimeSpan(settings.Retention),
            EnableMessageOrdering = ordered,
            Filter = filter?.Text ?? "",
            Detached = isDetached,
            State = Subscription.Types.State.Active,
            PushConfig = settings.Push?.Clone() ?? new PushConfig(),
            ExpirationPolicy = new ExpirationPolicy { Ttl = settings.Expiration is { } ttl ? Duration.FromTimeSpan(ttl) : null },
        };
        if (settings.Retry is { } retry)
        {
            shown.RetryPolicy = new RetryPolicy { MinimumBackoff = Duration.FromTimeSpan(retry.Minimum), MaximumBackoff = Duration.FromTimeSpan(retry.Maximum) };
        }

        if (settings.DeadLetter is { } deadLetter)
        {
            shown.DeadLetterPolicy = new DeadLetterPolicy { DeadLetterTopic = deadLetter.Topic, MaxDeliveryAttempts = deadLetter.MaxAttempts };
        }

        if (settings.Transforms is { } transforms)
        {
            shown.MessageTransforms.Add(transforms.Resource);
        }

        if (settings.Labels is { } labels)
        {
            shown.Labels.Add(labels.ToDictionary());
        }

        return shown;
    }

    // The same transforms stay the same chain, which knows how they behaved.
    private static TransformChain? Transforms(Subscription resource, SubscriptionSettings? before) =>
        before?.Transforms is { } chain && chain.Resource.SequenceEqual(resource.MessageTransforms) ? chain : TransformResource.Of(resource.MessageTransforms);

    private static void RefuseWhatIsNotDone(Subscription resource)
    {
        if (resource.BigqueryConfig is not null || resource.CloudStorageConfig is not null)
        {
            throw Fail.Unimplemented("bigquery_config or cloud_storage_config is set: this server does not export to other systems.");
        }
    }

    private static int AckDeadline(int seconds) => seconds switch
    {
        0 => 10,
        >= 10 and <= 600 => seconds,
        _ => throw Fail.Invalid("ack_deadline_seconds", seconds.ToString(), "it must be 10 to 600, or 0 for the default of 10"),
    };

    // A policy without a ttl means never; no policy means 31 days (google.pubsub.v1.ExpirationPolicy).
    private static TimeSpan? Expiration(ExpirationPolicy? policy, TimeSpan retention)
    {
        if (policy is null)
        {
            return retention > SubscriptionSettings.DefaultExpiration ? retention : SubscriptionSettings.DefaultExpiration;
        }

        if (policy.Ttl is null)
        {
            return null;
        }

        var ttl = DurationField.Check("expiration_policy.ttl", policy.Ttl, s_day, TimeSpan.FromDays(3650));
        if (ttl < retention)
        {
            throw Fail.Invalid("expiration_policy.ttl", $"{ttl.TotalSeconds:0}s", $"it must not be shorter than message_retention_duration ({retention.TotalSeconds:0}s)");
        }

        return ttl;
    }

    private static RetryBackoff? Retry(RetryPolicy? policy)
    {
        if (policy is null)
        {
            return null;
        }

        var minimum = policy.MinimumBackoff is { } low
            ? DurationField.Check("retry_policy.minimum_backoff", low, TimeSpan.Zero, s_maximumBackoff)
            : s_defaultMinimumBackoff;
        var maximum = policy.MaximumBackoff is { } high
            ? DurationField.Check("retry_policy.maximum_backoff", high, TimeSpan.Zero, s_maximumBackoff)
            : s_maximumBackoff;
        if (minimum > maximum)
        {
            throw Fail.Invalid("retry_policy.minimum_backoff", $"{minimum.TotalSeconds:0.###}s", $"it must not be longer than maximum_backoff ({maximum.TotalSeconds:0.###}s)");
        }

        return new RetryBackoff(minimum, maximum);
    }

    private static DeadLetterRule? DeadLetter(DeadLetterPolicy? policy)
    {
        if (policy is null)
        {
            return null;
        }

        ResourceName.Check("dead_letter_policy.dead_letter_topic", policy.DeadLetterTopic, "topics");
        return new DeadLetterRule(policy.DeadLetterTopic, policy.MaxDeliveryAttempts switch
        {
            0 => 5,
            >= 5 and <= 100 => policy.MaxDeliveryAttempts,
            _ => throw Fail.Invalid("dead_letter_policy.max_delivery_attempts", policy.MaxDeliveryAttempts.ToString(), "it must be 5 to 100, or 0 for the default of 5"),
        });
    }
}

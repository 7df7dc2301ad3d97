using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

/// <summary>A subscription as the API has it.</summary>
public static class SubscriptionRequest
{
    /// <summary>The request that creates a subscription in a project.</summary>
    public static Subscription Of(SubscriptionSpec spec, string project)
    {
        var subscription = new Subscription
        {
            SubscriptionName = SubscriptionName.FromProjectSubscription(project, spec.Name),
            TopicAsTopicName = TopicName.FromProjectTopic(project, spec.Topic),
            AckDeadlineSeconds = (int)spec.AckDeadline.TotalSeconds,
            Filter = spec.Filter ?? "",
            EnableMessageOrdering = spec.Ordering,
            EnableExactlyOnceDelivery = spec.ExactlyOnce,
            RetainAckedMessages = spec.RetainAcked,
            MessageRetentionDuration = spec.Retention is { } retention ? Duration.FromTimeSpan(retention) : null,
            ExpirationPolicy = spec.Expiration is { } expiration ? new ExpirationPolicy { Ttl = Duration.FromTimeSpan(expiration) } : null,
            PushConfig = spec.PushEndpoint is { } endpoint ? new PushConfig { PushEndpoint = endpoint.AbsoluteUri } : null,
        };
        if (spec.MinimumBackoff is { } minimum)
        {
            subscription.RetryPolicy = new RetryPolicy
            {
                MinimumBackoff = Duration.FromTimeSpan(minimum), MaximumBackoff = Duration.FromTimeSpan(spec.MaximumBackoff ?? RetryRule.LongestBackoff),
            };
        }

        if (spec.DeadLetterTopic is { } letters)
        {
            subscription.DeadLetterPolicy = new DeadLetterPolicy
            {
                DeadLetterTopic = TopicName.FromProjectTopic(project, letters).ToString(), MaxDeliveryAttempts = spec.MaxDeliveryAttempts,
            };
        }

        if (spec.Transform is { } transform)
        {
            subscription.MessageTransforms.Add(TransformMapping.Of(transform));
        }

        return subscription;
    }
}

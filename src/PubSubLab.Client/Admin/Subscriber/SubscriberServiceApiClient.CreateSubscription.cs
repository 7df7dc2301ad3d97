using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Creates a subscription to a topic.</summary>
    public virtual Subscription CreateSubscription(Subscription request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Creates a subscription to a topic.</summary>
    public virtual Task<Subscription> CreateSubscriptionAsync(Subscription request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Creates a subscription to a topic.</summary>
    public virtual Task<Subscription> CreateSubscriptionAsync(Subscription request, CancellationToken cancellationToken) =>
        CreateSubscriptionAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Creates a subscription to a topic.</summary>
    public virtual Subscription CreateSubscription(string name, string topic, PushConfig? pushConfig, int ackDeadlineSeconds, CallSettings? callSettings = null) =>
        CreateSubscription(new Subscription { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)), Topic = GaxPreconditions.CheckNotNullOrEmpty(topic, nameof(topic)), PushConfig = pushConfig, AckDeadlineSeconds = ackDeadlineSeconds }, callSettings);

    /// <summary>Creates a subscription to a topic.</summary>
    public virtual Task<Subscription> CreateSubscriptionAsync(string name, string topic, PushConfig? pushConfig, int ackDeadlineSeconds, CallSettings? callSettings = null) =>
        CreateSubscriptionAsync(new Subscription { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)), Topic = GaxPreconditions.CheckNotNullOrEmpty(topic, nameof(topic)), PushConfig = pushConfig, AckDeadlineSeconds = ackDeadlineSeconds }, callSettings);

    /// <summary>Creates a subscription to a topic.</summary>
    public virtual Task<Subscription> CreateSubscriptionAsync(string name, string topic, PushConfig? pushConfig, int ackDeadlineSeconds, CancellationToken cancellationToken) =>
        CreateSubscriptionAsync(name, topic, pushConfig, ackDeadlineSeconds, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Creates a subscription to a topic.</summary>
    public virtual Subscription CreateSubscription(SubscriptionName name, TopicName topic, PushConfig? pushConfig, int ackDeadlineSeconds, CallSettings? callSettings = null) =>
        CreateSubscription(new Subscription { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString(), Topic = GaxPreconditions.CheckNotNull(topic, nameof(topic)).ToString(), PushConfig = pushConfig, AckDeadlineSeconds = ackDeadlineSeconds }, callSettings);

    /// <summary>Creates a subscription to a topic.</summary>
    public virtual Task<Subscription> CreateSubscriptionAsync(SubscriptionName name, TopicName topic, PushConfig? pushConfig, int ackDeadlineSeconds, CallSettings? callSettings = null) =>
        CreateSubscriptionAsync(new Subscription { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString(), Topic = GaxPreconditions.CheckNotNull(topic, nameof(topic)).ToString(), PushConfig = pushConfig, AckDeadlineSeconds = ackDeadlineSeconds }, callSettings);

    /// <summary>Creates a subscription to a topic.</summary>
    public virtual Task<Subscription> CreateSubscriptionAsync(SubscriptionName name, TopicName topic, PushConfig? pushConfig, int ackDeadlineSeconds, CancellationToken cancellationToken) =>
        CreateSubscriptionAsync(name, topic, pushConfig, ackDeadlineSeconds, CallSettings.FromCancellationToken(cancellationToken));
}

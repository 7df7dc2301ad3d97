using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Reads the configuration of a subscription.</summary>
    public virtual Subscription GetSubscription(GetSubscriptionRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Reads the configuration of a subscription.</summary>
    public virtual Task<Subscription> GetSubscriptionAsync(GetSubscriptionRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Reads the configuration of a subscription.</summary>
    public virtual Task<Subscription> GetSubscriptionAsync(GetSubscriptionRequest request, CancellationToken cancellationToken) =>
        GetSubscriptionAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Reads the configuration of a subscription.</summary>
    public virtual Subscription GetSubscription(string subscription, CallSettings? callSettings = null) =>
        GetSubscription(new GetSubscriptionRequest { Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)) }, callSettings);

    /// <summary>Reads the configuration of a subscription.</summary>
    public virtual Task<Subscription> GetSubscriptionAsync(string subscription, CallSettings? callSettings = null) =>
        GetSubscriptionAsync(new GetSubscriptionRequest { Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)) }, callSettings);

    /// <summary>Reads the configuration of a subscription.</summary>
    public virtual Task<Subscription> GetSubscriptionAsync(string subscription, CancellationToken cancellationToken) =>
        GetSubscriptionAsync(subscription, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Reads the configuration of a subscription.</summary>
    public virtual Subscription GetSubscription(SubscriptionName subscription, CallSettings? callSettings = null) =>
        GetSubscription(new GetSubscriptionRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString() }, callSettings);

    /// <summary>Reads the configuration of a subscription.</summary>
    public virtual Task<Subscription> GetSubscriptionAsync(SubscriptionName subscription, CallSettings? callSettings = null) =>
        GetSubscriptionAsync(new GetSubscriptionRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString() }, callSettings);

    /// <summary>Reads the configuration of a subscription.</summary>
    public virtual Task<Subscription> GetSubscriptionAsync(SubscriptionName subscription, CancellationToken cancellationToken) =>
        GetSubscriptionAsync(subscription, CallSettings.FromCancellationToken(cancellationToken));
}

using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Protobuf.WellKnownTypes;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Deletes a subscription and what it holds.</summary>
    public virtual void DeleteSubscription(DeleteSubscriptionRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Deletes a subscription and what it holds.</summary>
    public virtual Task DeleteSubscriptionAsync(DeleteSubscriptionRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Deletes a subscription and what it holds.</summary>
    public virtual Task DeleteSubscriptionAsync(DeleteSubscriptionRequest request, CancellationToken cancellationToken) =>
        DeleteSubscriptionAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Deletes a subscription and what it holds.</summary>
    public virtual void DeleteSubscription(string subscription, CallSettings? callSettings = null) =>
        DeleteSubscription(new DeleteSubscriptionRequest { Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)) }, callSettings);

    /// <summary>Deletes a subscription and what it holds.</summary>
    public virtual Task DeleteSubscriptionAsync(string subscription, CallSettings? callSettings = null) =>
        DeleteSubscriptionAsync(new DeleteSubscriptionRequest { Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)) }, callSettings);

    /// <summary>Deletes a subscription and what it holds.</summary>
    public virtual Task DeleteSubscriptionAsync(string subscription, CancellationToken cancellationToken) =>
        DeleteSubscriptionAsync(subscription, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Deletes a subscription and what it holds.</summary>
    public virtual void DeleteSubscription(SubscriptionName subscription, CallSettings? callSettings = null) =>
        DeleteSubscription(new DeleteSubscriptionRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString() }, callSettings);

    /// <summary>Deletes a subscription and what it holds.</summary>
    public virtual Task DeleteSubscriptionAsync(SubscriptionName subscription, CallSettings? callSettings = null) =>
        DeleteSubscriptionAsync(new DeleteSubscriptionRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString() }, callSettings);

    /// <summary>Deletes a subscription and what it holds.</summary>
    public virtual Task DeleteSubscriptionAsync(SubscriptionName subscription, CancellationToken cancellationToken) =>
        DeleteSubscriptionAsync(subscription, CallSettings.FromCancellationToken(cancellationToken));
}

using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Protobuf.WellKnownTypes;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Changes the fields of a subscription that the mask names.</summary>
    public virtual Subscription UpdateSubscription(UpdateSubscriptionRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Changes the fields of a subscription that the mask names.</summary>
    public virtual Task<Subscription> UpdateSubscriptionAsync(UpdateSubscriptionRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Changes the fields of a subscription that the mask names.</summary>
    public virtual Task<Subscription> UpdateSubscriptionAsync(UpdateSubscriptionRequest request, CancellationToken cancellationToken) =>
        UpdateSubscriptionAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Changes the fields of a subscription that the mask names.</summary>
    public virtual Subscription UpdateSubscription(Subscription subscription, FieldMask updateMask, CallSettings? callSettings = null) =>
        UpdateSubscription(new UpdateSubscriptionRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)), UpdateMask = GaxPreconditions.CheckNotNull(updateMask, nameof(updateMask)) }, callSettings);

    /// <summary>Changes the fields of a subscription that the mask names.</summary>
    public virtual Task<Subscription> UpdateSubscriptionAsync(Subscription subscription, FieldMask updateMask, CallSettings? callSettings = null) =>
        UpdateSubscriptionAsync(new UpdateSubscriptionRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)), UpdateMask = GaxPreconditions.CheckNotNull(updateMask, nameof(updateMask)) }, callSettings);

    /// <summary>Changes the fields of a subscription that the mask names.</summary>
    public virtual Task<Subscription> UpdateSubscriptionAsync(Subscription subscription, FieldMask updateMask, CancellationToken cancellationToken) =>
        UpdateSubscriptionAsync(subscription, updateMask, CallSettings.FromCancellationToken(cancellationToken));
}

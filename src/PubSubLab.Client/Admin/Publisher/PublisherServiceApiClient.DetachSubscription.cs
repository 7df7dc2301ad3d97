using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class PublisherServiceApiClient
{
    /// <summary>Takes a subscription off its topic and drops what it holds.</summary>
    public virtual DetachSubscriptionResponse DetachSubscription(DetachSubscriptionRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Takes a subscription off its topic and drops what it holds.</summary>
    public virtual Task<DetachSubscriptionResponse> DetachSubscriptionAsync(DetachSubscriptionRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Takes a subscription off its topic and drops what it holds.</summary>
    public virtual Task<DetachSubscriptionResponse> DetachSubscriptionAsync(DetachSubscriptionRequest request, CancellationToken cancellationToken) =>
        DetachSubscriptionAsync(request, CallSettings.FromCancellationToken(cancellationToken));
}

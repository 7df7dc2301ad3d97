using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Takes some messages, waiting a while for the first.</summary>
    public virtual PullResponse Pull(PullRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Takes some messages, waiting a while for the first.</summary>
    public virtual Task<PullResponse> PullAsync(PullRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Takes some messages, waiting a while for the first.</summary>
    public virtual Task<PullResponse> PullAsync(PullRequest request, CancellationToken cancellationToken) =>
        PullAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Takes some messages, waiting a while for the first.</summary>
    public virtual PullResponse Pull(string subscription, int maxMessages, CallSettings? callSettings = null) =>
        Pull(new PullRequest { Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)), MaxMessages = maxMessages }, callSettings);

    /// <summary>Takes some messages, waiting a while for the first.</summary>
    public virtual Task<PullResponse> PullAsync(string subscription, int maxMessages, CallSettings? callSettings = null) =>
        PullAsync(new PullRequest { Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)), MaxMessages = maxMessages }, callSettings);

    /// <summary>Takes some messages, waiting a while for the first.</summary>
    public virtual Task<PullResponse> PullAsync(string subscription, int maxMessages, CancellationToken cancellationToken) =>
        PullAsync(subscription, maxMessages, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Takes some messages, waiting a while for the first.</summary>
    public virtual PullResponse Pull(SubscriptionName subscription, int maxMessages, CallSettings? callSettings = null) =>
        Pull(new PullRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString(), MaxMessages = maxMessages }, callSettings);

    /// <summary>Takes some messages, waiting a while for the first.</summary>
    public virtual Task<PullResponse> PullAsync(SubscriptionName subscription, int maxMessages, CallSettings? callSettings = null) =>
        PullAsync(new PullRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString(), MaxMessages = maxMessages }, callSettings);

    /// <summary>Takes some messages, waiting a while for the first.</summary>
    public virtual Task<PullResponse> PullAsync(SubscriptionName subscription, int maxMessages, CancellationToken cancellationToken) =>
        PullAsync(subscription, maxMessages, CallSettings.FromCancellationToken(cancellationToken));
}

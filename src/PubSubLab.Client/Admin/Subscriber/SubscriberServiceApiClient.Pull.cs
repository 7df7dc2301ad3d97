using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    private const string ReturnImmediatelyIsObsolete = "The service advises against it: a pull that does not wait often takes nothing although there are messages.";

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

    /// <summary>Takes some messages, and with <paramref name="returnImmediately"/> does not wait for the first.</summary>
    [Obsolete(ReturnImmediatelyIsObsolete)]
    public virtual PullResponse Pull(string subscription, bool returnImmediately, int maxMessages, CallSettings? callSettings = null) =>
        Pull(
            new PullRequest { Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)), ReturnImmediately = returnImmediately, MaxMessages = maxMessages },
            callSettings);

    /// <summary>Takes some messages, and with <paramref name="returnImmediately"/> does not wait for the first.</summary>
    [Obsolete(ReturnImmediatelyIsObsolete)]
    public virtual Task<PullResponse> PullAsync(string subscription, bool returnImmediately, int maxMessages, CallSettings? callSettings = null) =>
        PullAsync(
            new PullRequest { Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)), ReturnImmediately = returnImmediately, MaxMessages = maxMessages },
            callSettings);

    /// <summary>Takes some messages, and with <paramref name="returnImmediately"/> does not wait for the first.</summary>
    [Obsolete(ReturnImmediatelyIsObsolete)]
    public virtual Task<PullResponse> PullAsync(string subscription, bool returnImmediately, int maxMessages, CancellationToken cancellationToken) =>
        PullAsync(subscription, returnImmediately, maxMessages, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Takes some messages, and with <paramref name="returnImmediately"/> does not wait for the first.</summary>
    [Obsolete(ReturnImmediatelyIsObsolete)]
    public virtual PullResponse Pull(SubscriptionName subscription, bool returnImmediately, int maxMessages, CallSettings? callSettings = null) =>
        Pull(
            new PullRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString(), ReturnImmediately = returnImmediately, MaxMessages = maxMessages },
            callSettings);

    /// <summary>Takes some messages, and with <paramref name="returnImmediately"/> does not wait for the first.</summary>
    [Obsolete(ReturnImmediatelyIsObsolete)]
    public virtual Task<PullResponse> PullAsync(SubscriptionName subscription, bool returnImmediately, int maxMessages, CallSettings? callSettings = null) =>
        PullAsync(
            new PullRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString(), ReturnImmediately = returnImmediately, MaxMessages = maxMessages },
            callSettings);

    /// <summary>Takes some messages, and with <paramref name="returnImmediately"/> does not wait for the first.</summary>
    [Obsolete(ReturnImmediatelyIsObsolete)]
    public virtual Task<PullResponse> PullAsync(SubscriptionName subscription, bool returnImmediately, int maxMessages, CancellationToken cancellationToken) =>
        PullAsync(subscription, returnImmediately, maxMessages, CallSettings.FromCancellationToken(cancellationToken));
}

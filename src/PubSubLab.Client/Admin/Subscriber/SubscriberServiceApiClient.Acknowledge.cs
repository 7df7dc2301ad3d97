using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Protobuf.WellKnownTypes;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Acknowledges messages, which are then not delivered again.</summary>
    public virtual void Acknowledge(AcknowledgeRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Acknowledges messages, which are then not delivered again.</summary>
    public virtual Task AcknowledgeAsync(AcknowledgeRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Acknowledges messages, which are then not delivered again.</summary>
    public virtual Task AcknowledgeAsync(AcknowledgeRequest request, CancellationToken cancellationToken) =>
        AcknowledgeAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Acknowledges messages, which are then not delivered again.</summary>
    public virtual void Acknowledge(string subscription, IEnumerable<string> ackIds, CallSettings? callSettings = null) =>
        Acknowledge(new AcknowledgeRequest { Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)), AckIds = { GaxPreconditions.CheckNotNull(ackIds, nameof(ackIds)) } }, callSettings);

    /// <summary>Acknowledges messages, which are then not delivered again.</summary>
    public virtual Task AcknowledgeAsync(string subscription, IEnumerable<string> ackIds, CallSettings? callSettings = null) =>
        AcknowledgeAsync(new AcknowledgeRequest { Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)), AckIds = { GaxPreconditions.CheckNotNull(ackIds, nameof(ackIds)) } }, callSettings);

    /// <summary>Acknowledges messages, which are then not delivered again.</summary>
    public virtual Task AcknowledgeAsync(string subscription, IEnumerable<string> ackIds, CancellationToken cancellationToken) =>
        AcknowledgeAsync(subscription, ackIds, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Acknowledges messages, which are then not delivered again.</summary>
    public virtual void Acknowledge(SubscriptionName subscription, IEnumerable<string> ackIds, CallSettings? callSettings = null) =>
        Acknowledge(new AcknowledgeRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString(), AckIds = { GaxPreconditions.CheckNotNull(ackIds, nameof(ackIds)) } }, callSettings);

    /// <summary>Acknowledges messages, which are then not delivered again.</summary>
    public virtual Task AcknowledgeAsync(SubscriptionName subscription, IEnumerable<string> ackIds, CallSettings? callSettings = null) =>
        AcknowledgeAsync(new AcknowledgeRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString(), AckIds = { GaxPreconditions.CheckNotNull(ackIds, nameof(ackIds)) } }, callSettings);

    /// <summary>Acknowledges messages, which are then not delivered again.</summary>
    public virtual Task AcknowledgeAsync(SubscriptionName subscription, IEnumerable<string> ackIds, CancellationToken cancellationToken) =>
        AcknowledgeAsync(subscription, ackIds, CallSettings.FromCancellationToken(cancellationToken));
}

using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Protobuf.WellKnownTypes;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Sets how long, from now, the leases of messages last; 0 seconds is a nack.</summary>
    public virtual void ModifyAckDeadline(ModifyAckDeadlineRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Sets how long, from now, the leases of messages last; 0 seconds is a nack.</summary>
    public virtual Task ModifyAckDeadlineAsync(ModifyAckDeadlineRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Sets how long, from now, the leases of messages last; 0 seconds is a nack.</summary>
    public virtual Task ModifyAckDeadlineAsync(ModifyAckDeadlineRequest request, CancellationToken cancellationToken) =>
        ModifyAckDeadlineAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Sets how long, from now, the leases of messages last; 0 seconds is a nack.</summary>
    public virtual void ModifyAckDeadline(string subscription, IEnumerable<string> ackIds, int ackDeadlineSeconds, CallSettings? callSettings = null) =>
        ModifyAckDeadline(new ModifyAckDeadlineRequest { Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)), AckIds = { GaxPreconditions.CheckNotNull(ackIds, nameof(ackIds)) }, AckDeadlineSeconds = ackDeadlineSeconds }, callSettings);

    /// <summary>Sets how long, from now, the leases of messages last; 0 seconds is a nack.</summary>
    public virtual Task ModifyAckDeadlineAsync(string subscription, IEnumerable<string> ackIds, int ackDeadlineSeconds, CallSettings? callSettings = null) =>
        ModifyAckDeadlineAsync(new ModifyAckDeadlineRequest { Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)), AckIds = { GaxPreconditions.CheckNotNull(ackIds, nameof(ackIds)) }, AckDeadlineSeconds = ackDeadlineSeconds }, callSettings);

    /// <summary>Sets how long, from now, the leases of messages last; 0 seconds is a nack.</summary>
    public virtual Task ModifyAckDeadlineAsync(string subscription, IEnumerable<string> ackIds, int ackDeadlineSeconds, CancellationToken cancellationToken) =>
        ModifyAckDeadlineAsync(subscription, ackIds, ackDeadlineSeconds, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Sets how long, from now, the leases of messages last; 0 seconds is a nack.</summary>
    public virtual void ModifyAckDeadline(SubscriptionName subscription, IEnumerable<string> ackIds, int ackDeadlineSeconds, CallSettings? callSettings = null) =>
        ModifyAckDeadline(new ModifyAckDeadlineRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString(), AckIds = { GaxPreconditions.CheckNotNull(ackIds, nameof(ackIds)) }, AckDeadlineSeconds = ackDeadlineSeconds }, callSettings);

    /// <summary>Sets how long, from now, the leases of messages last; 0 seconds is a nack.</summary>
    public virtual Task ModifyAckDeadlineAsync(SubscriptionName subscription, IEnumerable<string> ackIds, int ackDeadlineSeconds, CallSettings? callSettings = null) =>
        ModifyAckDeadlineAsync(new ModifyAckDeadlineRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString(), AckIds = { GaxPreconditions.CheckNotNull(ackIds, nameof(ackIds)) }, AckDeadlineSeconds = ackDeadlineSeconds }, callSettings);

    /// <summary>Sets how long, from now, the leases of messages last; 0 seconds is a nack.</summary>
    public virtual Task ModifyAckDeadlineAsync(SubscriptionName subscription, IEnumerable<string> ackIds, int ackDeadlineSeconds, CancellationToken cancellationToken) =>
        ModifyAckDeadlineAsync(subscription, ackIds, ackDeadlineSeconds, CallSettings.FromCancellationToken(cancellationToken));
}

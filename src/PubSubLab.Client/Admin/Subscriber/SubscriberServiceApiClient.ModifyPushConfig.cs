using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Protobuf.WellKnownTypes;

namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberServiceApiClient
{
    /// <summary>Changes where a subscription pushes its messages, or that it does.</summary>
    public virtual void ModifyPushConfig(ModifyPushConfigRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Changes where a subscription pushes its messages, or that it does.</summary>
    public virtual Task ModifyPushConfigAsync(ModifyPushConfigRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Changes where a subscription pushes its messages, or that it does.</summary>
    public virtual Task ModifyPushConfigAsync(ModifyPushConfigRequest request, CancellationToken cancellationToken) =>
        ModifyPushConfigAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Changes where a subscription pushes its messages, or that it does.</summary>
    public virtual void ModifyPushConfig(string subscription, PushConfig pushConfig, CallSettings? callSettings = null) =>
        ModifyPushConfig(new ModifyPushConfigRequest { Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)), PushConfig = GaxPreconditions.CheckNotNull(pushConfig, nameof(pushConfig)) }, callSettings);

    /// <summary>Changes where a subscription pushes its messages, or that it does.</summary>
    public virtual Task ModifyPushConfigAsync(string subscription, PushConfig pushConfig, CallSettings? callSettings = null) =>
        ModifyPushConfigAsync(new ModifyPushConfigRequest { Subscription = GaxPreconditions.CheckNotNullOrEmpty(subscription, nameof(subscription)), PushConfig = GaxPreconditions.CheckNotNull(pushConfig, nameof(pushConfig)) }, callSettings);

    /// <summary>Changes where a subscription pushes its messages, or that it does.</summary>
    public virtual Task ModifyPushConfigAsync(string subscription, PushConfig pushConfig, CancellationToken cancellationToken) =>
        ModifyPushConfigAsync(subscription, pushConfig, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Changes where a subscription pushes its messages, or that it does.</summary>
    public virtual void ModifyPushConfig(SubscriptionName subscription, PushConfig pushConfig, CallSettings? callSettings = null) =>
        ModifyPushConfig(new ModifyPushConfigRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString(), PushConfig = GaxPreconditions.CheckNotNull(pushConfig, nameof(pushConfig)) }, callSettings);

    /// <summary>Changes where a subscription pushes its messages, or that it does.</summary>
    public virtual Task ModifyPushConfigAsync(SubscriptionName subscription, PushConfig pushConfig, CallSettings? callSettings = null) =>
        ModifyPushConfigAsync(new ModifyPushConfigRequest { Subscription = GaxPreconditions.CheckNotNull(subscription, nameof(subscription)).ToString(), PushConfig = GaxPreconditions.CheckNotNull(pushConfig, nameof(pushConfig)) }, callSettings);

    /// <summary>Changes where a subscription pushes its messages, or that it does.</summary>
    public virtual Task ModifyPushConfigAsync(SubscriptionName subscription, PushConfig pushConfig, CancellationToken cancellationToken) =>
        ModifyPushConfigAsync(subscription, pushConfig, CallSettings.FromCancellationToken(cancellationToken));
}

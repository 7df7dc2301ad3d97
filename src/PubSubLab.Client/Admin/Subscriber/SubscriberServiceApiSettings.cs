using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Cloud.Iam.V1;
using Grpc.Core;

namespace Google.Cloud.PubSub.V1;

/// <summary>Call settings of <see cref="SubscriberServiceApiClient"/> by method.</summary>
public sealed partial class SubscriberServiceApiSettings : ServiceSettingsBase
{
    /// <summary>Creates the default settings.</summary>
    public SubscriberServiceApiSettings()
    {
    }

    private SubscriberServiceApiSettings(SubscriberServiceApiSettings existing)
        : base(existing)
    {
        CreateSubscriptionSettings = existing.CreateSubscriptionSettings;
        GetSubscriptionSettings = existing.GetSubscriptionSettings;
        UpdateSubscriptionSettings = existing.UpdateSubscriptionSettings;
        ListSubscriptionsSettings = existing.ListSubscriptionsSettings;
        DeleteSubscriptionSettings = existing.DeleteSubscriptionSettings;
        ModifyAckDeadlineSettings = existing.ModifyAckDeadlineSettings;
        AcknowledgeSettings = existing.AcknowledgeSettings;
        PullSettings = existing.PullSettings;
        ModifyPushConfigSettings = existing.ModifyPushConfigSettings;
        GetSnapshotSettings = existing.GetSnapshotSettings;
        ListSnapshotsSettings = existing.ListSnapshotsSettings;
        CreateSnapshotSettings = existing.CreateSnapshotSettings;
        UpdateSnapshotSettings = existing.UpdateSnapshotSettings;
        DeleteSnapshotSettings = existing.DeleteSnapshotSettings;
        SeekSettings = existing.SeekSettings;
        IAMPolicySettings = existing.IAMPolicySettings?.Clone()!;
        StreamingPullSettings = existing.StreamingPullSettings;
        StreamingPullStreamingSettings = existing.StreamingPullStreamingSettings;
    }

    /// <summary>For CreateSubscription. Default: 60 s and 5 attempts in all; tried again on Aborted, Unavailable, Unknown, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings CreateSubscriptionSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Aborted, StatusCode.Unavailable, StatusCode.Unknown);

    /// <summary>For GetSubscription. Default: 60 s and 5 attempts in all; tried again on Aborted, Unavailable, Unknown, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings GetSubscriptionSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Aborted, StatusCode.Unavailable, StatusCode.Unknown);

    /// <summary>For UpdateSubscription. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings UpdateSubscriptionSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For ListSubscriptions. Default: 60 s and 5 attempts in all; tried again on Aborted, Unavailable, Unknown, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings ListSubscriptionsSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Aborted, StatusCode.Unavailable, StatusCode.Unknown);

    /// <summary>For DeleteSubscription. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings DeleteSubscriptionSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For ModifyAckDeadline. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings ModifyAckDeadlineSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For Acknowledge. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings AcknowledgeSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For Pull. Default: 60 s and 5 attempts in all; tried again on Aborted, Internal, Unavailable, Unknown, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings PullSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Aborted, StatusCode.Internal, StatusCode.Unavailable, StatusCode.Unknown);

    /// <summary>For ModifyPushConfig. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings ModifyPushConfigSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For GetSnapshot. Default: 60 s and 5 attempts in all; tried again on Aborted, Unavailable, Unknown, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings GetSnapshotSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Aborted, StatusCode.Unavailable, StatusCode.Unknown);

    /// <summary>For ListSnapshots. Default: 60 s and 5 attempts in all; tried again on Aborted, Unavailable, Unknown, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings ListSnapshotsSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Aborted, StatusCode.Unavailable, StatusCode.Unknown);

    /// <summary>For CreateSnapshot. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings CreateSnapshotSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For UpdateSnapshot. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings UpdateSnapshotSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For DeleteSnapshot. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings DeleteSnapshotSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For Seek. Default: 60 s and 5 attempts in all; tried again on Aborted, Unavailable, Unknown, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings SeekSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Aborted, StatusCode.Unavailable, StatusCode.Unknown);

    /// <summary>For <see cref="IAMPolicyClient"/>.</summary>
    public IAMPolicySettings IAMPolicySettings { get; set; } = IAMPolicySettings.GetDefault();

    /// <summary>For StreamingPull. Default: 30 min; the service closes streams earlier when it likes, and a subscriber opens them again.</summary>
    public CallSettings StreamingPullSettings { get; set; } = CallSettings.FromExpiration(Expiration.FromTimeout(TimeSpan.FromMinutes(30)));

    /// <summary>For the writing side of StreamingPull. Default: 100 messages may wait.</summary>
    public BidirectionalStreamingSettings StreamingPullStreamingSettings { get; set; } = new(100);

    /// <summary>New default settings.</summary>
    public static SubscriberServiceApiSettings GetDefault() => new();

    /// <summary>A copy, which can be changed without changing this.</summary>
    public SubscriberServiceApiSettings Clone() => new(this);
}

using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Cloud.Iam.V1;
using Grpc.Core;

namespace Google.Cloud.PubSub.V1;

/// <summary>Call settings of <see cref="PublisherServiceApiClient"/> by method.</summary>
public sealed partial class PublisherServiceApiSettings : ServiceSettingsBase
{
    /// <summary>Creates the default settings.</summary>
    public PublisherServiceApiSettings()
    {
    }

    private PublisherServiceApiSettings(PublisherServiceApiSettings existing)
        : base(existing)
    {
        CreateTopicSettings = existing.CreateTopicSettings;
        UpdateTopicSettings = existing.UpdateTopicSettings;
        PublishSettings = existing.PublishSettings;
        GetTopicSettings = existing.GetTopicSettings;
        ListTopicsSettings = existing.ListTopicsSettings;
        ListTopicSubscriptionsSettings = existing.ListTopicSubscriptionsSettings;
        ListTopicSnapshotsSettings = existing.ListTopicSnapshotsSettings;
        DeleteTopicSettings = existing.DeleteTopicSettings;
        DetachSubscriptionSettings = existing.DetachSubscriptionSettings;
        IAMPolicySettings = existing.IAMPolicySettings?.Clone()!;
    }

    /// <summary>For CreateTopic. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings CreateTopicSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For UpdateTopic. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings UpdateTopicSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For Publish. Default: 60 s and 5 attempts in all; tried again on Aborted, Cancelled, DeadlineExceeded, Internal, ResourceExhausted, Unavailable, Unknown, 0.1 s x 4 up to 60 s.</summary>
    public CallSettings PublishSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 4, StatusCode.Aborted, StatusCode.Cancelled, StatusCode.DeadlineExceeded, StatusCode.Internal, StatusCode.ResourceExhausted, StatusCode.Unavailable, StatusCode.Unknown);

    /// <summary>For GetTopic. Default: 60 s and 5 attempts in all; tried again on Aborted, Unavailable, Unknown, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings GetTopicSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Aborted, StatusCode.Unavailable, StatusCode.Unknown);

    /// <summary>For ListTopics. Default: 60 s and 5 attempts in all; tried again on Aborted, Unavailable, Unknown, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings ListTopicsSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Aborted, StatusCode.Unavailable, StatusCode.Unknown);

    /// <summary>For ListTopicSubscriptions. Default: 60 s and 5 attempts in all; tried again on Aborted, Unavailable, Unknown, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings ListTopicSubscriptionsSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Aborted, StatusCode.Unavailable, StatusCode.Unknown);

    /// <summary>For ListTopicSnapshots. Default: 60 s and 5 attempts in all; tried again on Aborted, Unavailable, Unknown, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings ListTopicSnapshotsSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Aborted, StatusCode.Unavailable, StatusCode.Unknown);

    /// <summary>For DeleteTopic. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings DeleteTopicSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For DetachSubscription. Default: 60 s and 5 attempts in all; tried again on Unavailable, 0.1 s x 1.3 up to 60 s.</summary>
    public CallSettings DetachSubscriptionSettings { get; set; } =
        DefaultCallSettings.Retrying(TimeSpan.FromSeconds(60), 1.3, StatusCode.Unavailable);

    /// <summary>For <see cref="IAMPolicyClient"/>.</summary>
    public IAMPolicySettings IAMPolicySettings { get; set; } = IAMPolicySettings.GetDefault();

    /// <summary>New default settings.</summary>
    public static PublisherServiceApiSettings GetDefault() => new();

    /// <summary>A copy, which can be changed without changing this.</summary>
    public PublisherServiceApiSettings Clone() => new(this);
}

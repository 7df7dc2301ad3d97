using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Cloud.Iam.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Google.Cloud.PubSub.V1;

/// <summary>The client that talks to the service.</summary>
public sealed partial class SubscriberServiceApiClientImpl : SubscriberServiceApiClient
{
    private readonly ApiCall<Subscription, Subscription> _createSubscription;
    private readonly ApiCall<GetSubscriptionRequest, Subscription> _getSubscription;
    private readonly ApiCall<UpdateSubscriptionRequest, Subscription> _updateSubscription;
    private readonly ApiCall<ListSubscriptionsRequest, ListSubscriptionsResponse> _listSubscriptions;
    private readonly ApiCall<DeleteSubscriptionRequest, Empty> _deleteSubscription;
    private readonly ApiCall<ModifyAckDeadlineRequest, Empty> _modifyAckDeadline;
    private readonly ApiCall<AcknowledgeRequest, Empty> _acknowledge;
    private readonly ApiCall<PullRequest, PullResponse> _pull;
    private readonly ApiCall<ModifyPushConfigRequest, Empty> _modifyPushConfig;
    private readonly ApiCall<GetSnapshotRequest, Snapshot> _getSnapshot;
    private readonly ApiCall<ListSnapshotsRequest, ListSnapshotsResponse> _listSnapshots;
    private readonly ApiCall<CreateSnapshotRequest, Snapshot> _createSnapshot;
    private readonly ApiCall<UpdateSnapshotRequest, Snapshot> _updateSnapshot;
    private readonly ApiCall<DeleteSnapshotRequest, Empty> _deleteSnapshot;
    private readonly ApiCall<SeekRequest, SeekResponse> _seek;
    private readonly StreamingCall<StreamingPullRequest, StreamingPullResponse> _streamingPull;

    /// <summary>Creates the client on a gRPC stub.</summary>
    /// <param name="grpcClient">The stub.</param>
    /// <param name="settings">Settings of the calls; null for the defaults.</param>
    /// <param name="logger">Where retries are noted; may be null.</param>
    public SubscriberServiceApiClientImpl(Subscriber.SubscriberClient grpcClient, SubscriberServiceApiSettings? settings, Microsoft.Extensions.Logging.ILogger? logger)
    {
        GrpcClient = GaxPreconditions.CheckNotNull(grpcClient, nameof(grpcClient));
        var effective = settings ?? SubscriberServiceApiSettings.GetDefault();
        var calls = new ApiCallFactory(effective, logger);
        _createSubscription = calls.Create<Subscription, Subscription>(
            "CreateSubscription", grpcClient.CreateSubscriptionAsync, effective.CreateSubscriptionSettings, "name", r => r.Name);
        _getSubscription = calls.Create<GetSubscriptionRequest, Subscription>(
            "GetSubscription", grpcClient.GetSubscriptionAsync, effective.GetSubscriptionSettings, "subscription", r => r.Subscription);
        _updateSubscription = calls.Create<UpdateSubscriptionRequest, Subscription>(
            "UpdateSubscription", grpcClient.UpdateSubscriptionAsync, effective.UpdateSubscriptionSettings, "subscription.name", r => r.Subscription?.Name);
        _listSubscriptions = calls.Create<ListSubscriptionsRequest, ListSubscriptionsResponse>(
            "ListSubscriptions", grpcClient.ListSubscriptionsAsync, effective.ListSubscriptionsSettings, "project", r => r.Project);
        _deleteSubscription = calls.Create<DeleteSubscriptionRequest, Empty>(
            "DeleteSubscription", grpcClient.DeleteSubscriptionAsync, effective.DeleteSubscriptionSettings, "subscription", r => r.Subscription);
        _modifyAckDeadline = calls.Create<ModifyAckDeadlineRequest, Empty>(
            "ModifyAckDeadline", grpcClient.ModifyAckDeadlineAsync, effective.ModifyAckDeadlineSettings, "subscription", r => r.Subscription);
        _acknowledge = calls.Create<AcknowledgeRequest, Empty>(
            "Acknowledge", grpcClient.AcknowledgeAsync, effective.AcknowledgeSettings, "subscription", r => r.Subscription);
        _pull = calls.Create<PullRequest, PullResponse>(
            "Pull", grpcClient.PullAsync, effective.PullSettings, "subscription", r => r.Subscription);
        _modifyPushConfig = calls.Create<ModifyPushConfigRequest, Empty>(
            "ModifyPushConfig", grpcClient.ModifyPushConfigAsync, effective.ModifyPushConfigSettings, "subscription", r => r.Subscription);
        _getSnapshot = calls.Create<GetSnapshotRequest, Snapshot>(
            "GetSnapshot", grpcClient.GetSnapshotAsync, effective.GetSnapshotSettings, "snapshot", r => r.Snapshot);
        _listSnapshots = calls.Create<ListSnapshotsRequest, ListSnapshotsResponse>(
            "ListSnapshots", grpcClient.ListSnapshotsAsync, effective.ListSnapshotsSettings, "project", r => r.Project);
        _createSnapshot = calls.Create<CreateSnapshotRequest, Snapshot>(
            "CreateSnapshot", grpcClient.CreateSnapshotAsync, effective.CreateSnapshotSettings, "name", r => r.Name);
        _updateSnapshot = calls.Create<UpdateSnapshotRequest, Snapshot>(
            "UpdateSnapshot", grpcClient.UpdateSnapshotAsync, effective.UpdateSnapshotSettings, "snapshot.name", r => r.Snapshot?.Name);
        _deleteSnapshot = calls.Create<DeleteSnapshotRequest, Empty>(
            "DeleteSnapshot", grpcClient.DeleteSnapshotAsync, effective.DeleteSnapshotSettings, "snapshot", r => r.Snapshot);
        _seek = calls.Create<SeekRequest, SeekResponse>(
            "Seek", grpcClient.SeekAsync, effective.SeekSettings, "subscription", r => r.Subscription);
        IAMPolicyClient = new IAMPolicyClientImpl(grpcClient.CreateIAMPolicyClient(), effective.IAMPolicySettings, logger);
        _streamingPull = calls.CreateStreaming<StreamingPullRequest, StreamingPullResponse>(grpcClient.StreamingPull, effective.StreamingPullSettings);
        _streamingSettings = effective.StreamingPullStreamingSettings;
    }

    /// <inheritdoc />
    public override Subscriber.SubscriberClient GrpcClient { get; }

    /// <inheritdoc />
    public override Subscription CreateSubscription(Subscription request, CallSettings? callSettings = null) => _createSubscription.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Subscription> CreateSubscriptionAsync(Subscription request, CallSettings? callSettings = null) => _createSubscription.Async(request, callSettings);

    /// <inheritdoc />
    public override Subscription GetSubscription(GetSubscriptionRequest request, CallSettings? callSettings = null) => _getSubscription.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Subscription> GetSubscriptionAsync(GetSubscriptionRequest request, CallSettings? callSettings = null) => _getSubscription.Async(request, callSettings);

    /// <inheritdoc />
    public override Subscription UpdateSubscription(UpdateSubscriptionRequest request, CallSettings? callSettings = null) => _updateSubscription.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Subscription> UpdateSubscriptionAsync(UpdateSubscriptionRequest request, CallSettings? callSettings = null) => _updateSubscription.Async(request, callSettings);

    /// <inheritdoc />
    public override PagedEnumerable<ListSubscriptionsResponse, Subscription> ListSubscriptions(ListSubscriptionsRequest request, CallSettings? callSettings = null) =>
        new GrpcPagedEnumerable<ListSubscriptionsRequest, ListSubscriptionsResponse, Subscription>(_listSubscriptions, request, callSettings);

    /// <inheritdoc />
    public override PagedAsyncEnumerable<ListSubscriptionsResponse, Subscription> ListSubscriptionsAsync(ListSubscriptionsRequest request, CallSettings? callSettings = null) =>
        new GrpcPagedAsyncEnumerable<ListSubscriptionsRequest, ListSubscriptionsResponse, Subscription>(_listSubscriptions, request, callSettings);

    /// <inheritdoc />
    public override void DeleteSubscription(DeleteSubscriptionRequest request, CallSettings? callSettings = null) => _deleteSubscription.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task DeleteSubscriptionAsync(DeleteSubscriptionRequest request, CallSettings? callSettings = null) => _deleteSubscription.Async(request, callSettings);

    /// <inheritdoc />
    public override void ModifyAckDeadline(ModifyAckDeadlineRequest request, CallSettings? callSettings = null) => _modifyAckDeadline.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task ModifyAckDeadlineAsync(ModifyAckDeadlineRequest request, CallSettings? callSettings = null) => _modifyAckDeadline.Async(request, callSettings);

    /// <inheritdoc />
    public override void Acknowledge(AcknowledgeRequest request, CallSettings? callSettings = null) => _acknowledge.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task AcknowledgeAsync(AcknowledgeRequest request, CallSettings? callSettings = null) => _acknowledge.Async(request, callSettings);

    /// <inheritdoc />
    public override PullResponse Pull(PullRequest request, CallSettings? callSettings = null) => _pull.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<PullResponse> PullAsync(PullRequest request, CallSettings? callSettings = null) => _pull.Async(request, callSettings);

    /// <inheritdoc />
    public override void ModifyPushConfig(ModifyPushConfigRequest request, CallSettings? callSettings = null) => _modifyPushConfig.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task ModifyPushConfigAsync(ModifyPushConfigRequest request, CallSettings? callSettings = null) => _modifyPushConfig.Async(request, callSettings);

    /// <inheritdoc />
    public override Snapshot GetSnapshot(GetSnapshotRequest request, CallSettings? callSettings = null) => _getSnapshot.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Snapshot> GetSnapshotAsync(GetSnapshotRequest request, CallSettings? callSettings = null) => _getSnapshot.Async(request, callSettings);

    /// <inheritdoc />
    public override PagedEnumerable<ListSnapshotsResponse, Snapshot> ListSnapshots(ListSnapshotsRequest request, CallSettings? callSettings = null) =>
        new GrpcPagedEnumerable<ListSnapshotsRequest, ListSnapshotsResponse, Snapshot>(_listSnapshots, request, callSettings);

    /// <inheritdoc />
    public override PagedAsyncEnumerable<ListSnapshotsResponse, Snapshot> ListSnapshotsAsync(ListSnapshotsRequest request, CallSettings? callSettings = null) =>
        new GrpcPagedAsyncEnumerable<ListSnapshotsRequest, ListSnapshotsResponse, Snapshot>(_listSnapshots, request, callSettings);

    /// <inheritdoc />
    public override Snapshot CreateSnapshot(CreateSnapshotRequest request, CallSettings? callSettings = null) => _createSnapshot.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Snapshot> CreateSnapshotAsync(CreateSnapshotRequest request, CallSettings? callSettings = null) => _createSnapshot.Async(request, callSettings);

    /// <inheritdoc />
    public override Snapshot UpdateSnapshot(UpdateSnapshotRequest request, CallSettings? callSettings = null) => _updateSnapshot.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Snapshot> UpdateSnapshotAsync(UpdateSnapshotRequest request, CallSettings? callSettings = null) => _updateSnapshot.Async(request, callSettings);

    /// <inheritdoc />
    public override void DeleteSnapshot(DeleteSnapshotRequest request, CallSettings? callSettings = null) => _deleteSnapshot.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task DeleteSnapshotAsync(DeleteSnapshotRequest request, CallSettings? callSettings = null) => _deleteSnapshot.Async(request, callSettings);

    /// <inheritdoc />
    public override SeekResponse Seek(SeekRequest request, CallSettings? callSettings = null) => _seek.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<SeekResponse> SeekAsync(SeekRequest request, CallSettings? callSettings = null) => _seek.Async(request, callSettings);

    /// <inheritdoc />
    public override IAMPolicyClient IAMPolicyClient { get; }
}

using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Cloud.Iam.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Google.Cloud.PubSub.V1;

/// <summary>The client that talks to the service.</summary>
public sealed partial class PublisherServiceApiClientImpl : PublisherServiceApiClient
{
    private readonly ApiCall<Topic, Topic> _createTopic;
    private readonly ApiCall<UpdateTopicRequest, Topic> _updateTopic;
    private readonly ApiCall<PublishRequest, PublishResponse> _publish;
    private readonly ApiCall<GetTopicRequest, Topic> _getTopic;
    private readonly ApiCall<ListTopicsRequest, ListTopicsResponse> _listTopics;
    private readonly ApiCall<ListTopicSubscriptionsRequest, ListTopicSubscriptionsResponse> _listTopicSubscriptions;
    private readonly ApiCall<ListTopicSnapshotsRequest, ListTopicSnapshotsResponse> _listTopicSnapshots;
    private readonly ApiCall<DeleteTopicRequest, Empty> _deleteTopic;
    private readonly ApiCall<DetachSubscriptionRequest, DetachSubscriptionResponse> _detachSubscription;

    /// <summary>Creates the client on a gRPC stub.</summary>
    /// <param name="grpcClient">The stub.</param>
    /// <param name="settings">Settings of the calls; null for the defaults.</param>
    /// <param name="logger">Where retries are noted; may be null.</param>
    public PublisherServiceApiClientImpl(Publisher.PublisherClient grpcClient, PublisherServiceApiSettings? settings, Microsoft.Extensions.Logging.ILogger? logger)
    {
        GrpcClient = GaxPreconditions.CheckNotNull(grpcClient, nameof(grpcClient));
        var effective = settings ?? PublisherServiceApiSettings.GetDefault();
        var calls = new ApiCallFactory(effective, logger);
        _createTopic = calls.Create<Topic, Topic>(
            "CreateTopic", grpcClient.CreateTopicAsync, effective.CreateTopicSettings, "name", r => r.Name);
        _updateTopic = calls.Create<UpdateTopicRequest, Topic>(
            "UpdateTopic", grpcClient.UpdateTopicAsync, effective.UpdateTopicSettings, "topic.name", r => r.Topic?.Name);
        _publish = calls.Create<PublishRequest, PublishResponse>(
            "Publish", grpcClient.PublishAsync, effective.PublishSettings, "topic", r => r.Topic);
        _getTopic = calls.Create<GetTopicRequest, Topic>(
            "GetTopic", grpcClient.GetTopicAsync, effective.GetTopicSettings, "topic", r => r.Topic);
        _listTopics = calls.Create<ListTopicsRequest, ListTopicsResponse>(
            "ListTopics", grpcClient.ListTopicsAsync, effective.ListTopicsSettings, "project", r => r.Project);
        _listTopicSubscriptions = calls.Create<ListTopicSubscriptionsRequest, ListTopicSubscriptionsResponse>(
            "ListTopicSubscriptions", grpcClient.ListTopicSubscriptionsAsync, effective.ListTopicSubscriptionsSettings, "topic", r => r.Topic);
        _listTopicSnapshots = calls.Create<ListTopicSnapshotsRequest, ListTopicSnapshotsResponse>(
            "ListTopicSnapshots", grpcClient.ListTopicSnapshotsAsync, effective.ListTopicSnapshotsSettings, "topic", r => r.Topic);
        _deleteTopic = calls.Create<DeleteTopicRequest, Empty>(
            "DeleteTopic", grpcClient.DeleteTopicAsync, effective.DeleteTopicSettings, "topic", r => r.Topic);
        _detachSubscription = calls.Create<DetachSubscriptionRequest, DetachSubscriptionResponse>(
            "DetachSubscription", grpcClient.DetachSubscriptionAsync, effective.DetachSubscriptionSettings, "subscription", r => r.Subscription);
        IAMPolicyClient = new IAMPolicyClientImpl(grpcClient.CreateIAMPolicyClient(), effective.IAMPolicySettings, logger);
    }

    /// <inheritdoc />
    public override Publisher.PublisherClient GrpcClient { get; }

    /// <inheritdoc />
    public override Topic CreateTopic(Topic request, CallSettings? callSettings = null) => _createTopic.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Topic> CreateTopicAsync(Topic request, CallSettings? callSettings = null) => _createTopic.Async(request, callSettings);

    /// <inheritdoc />
    public override Topic UpdateTopic(UpdateTopicRequest request, CallSettings? callSettings = null) => _updateTopic.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Topic> UpdateTopicAsync(UpdateTopicRequest request, CallSettings? callSettings = null) => _updateTopic.Async(request, callSettings);

    /// <inheritdoc />
    public override PublishResponse Publish(PublishRequest request, CallSettings? callSettings = null) => _publish.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<PublishResponse> PublishAsync(PublishRequest request, CallSettings? callSettings = null) => _publish.Async(request, callSettings);

    /// <inheritdoc />
    public override Topic GetTopic(GetTopicRequest request, CallSettings? callSettings = null) => _getTopic.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<Topic> GetTopicAsync(GetTopicRequest request, CallSettings? callSettings = null) => _getTopic.Async(request, callSettings);

    /// <inheritdoc />
    public override PagedEnumerable<ListTopicsResponse, Topic> ListTopics(ListTopicsRequest request, CallSettings? callSettings = null) =>
        new GrpcPagedEnumerable<ListTopicsRequest, ListTopicsResponse, Topic>(_listTopics, request, callSettings);

    /// <inheritdoc />
    public override PagedAsyncEnumerable<ListTopicsResponse, Topic> ListTopicsAsync(ListTopicsRequest request, CallSettings? callSettings = null) =>
        new GrpcPagedAsyncEnumerable<ListTopicsRequest, ListTopicsResponse, Topic>(_listTopics, request, callSettings);

    /// <inheritdoc />
    public override PagedEnumerable<ListTopicSubscriptionsResponse, string> ListTopicSubscriptions(ListTopicSubscriptionsRequest request, CallSettings? callSettings = null) =>
        new GrpcPagedEnumerable<ListTopicSubscriptionsRequest, ListTopicSubscriptionsResponse, string>(_listTopicSubscriptions, request, callSettings);

    /// <inheritdoc />
    public override PagedAsyncEnumerable<ListTopicSubscriptionsResponse, string> ListTopicSubscriptionsAsync(ListTopicSubscriptionsRequest request, CallSettings? callSettings = null) =>
        new GrpcPagedAsyncEnumerable<ListTopicSubscriptionsRequest, ListTopicSubscriptionsResponse, string>(_listTopicSubscriptions, request, callSettings);

    /// <inheritdoc />
    public override PagedEnumerable<ListTopicSnapshotsResponse, string> ListTopicSnapshots(ListTopicSnapshotsRequest request, CallSettings? callSettings = null) =>
        new GrpcPagedEnumerable<ListTopicSnapshotsRequest, ListTopicSnapshotsResponse, string>(_listTopicSnapshots, request, callSettings);

    /// <inheritdoc />
    public override PagedAsyncEnumerable<ListTopicSnapshotsResponse, string> ListTopicSnapshotsAsync(ListTopicSnapshotsRequest request, CallSettings? callSettings = null) =>
        new GrpcPagedAsyncEnumerable<ListTopicSnapshotsRequest, ListTopicSnapshotsResponse, string>(_listTopicSnapshots, request, callSettings);

    /// <inheritdoc />
    public override void DeleteTopic(DeleteTopicRequest request, CallSettings? callSettings = null) => _deleteTopic.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task DeleteTopicAsync(DeleteTopicRequest request, CallSettings? callSettings = null) => _deleteTopic.Async(request, callSettings);

    /// <inheritdoc />
    public override DetachSubscriptionResponse DetachSubscription(DetachSubscriptionRequest request, CallSettings? callSettings = null) => _detachSubscription.Sync(request, callSettings);

    /// <inheritdoc />
    public override Task<DetachSubscriptionResponse> DetachSubscriptionAsync(DetachSubscriptionRequest request, CallSettings? callSettings = null) => _detachSubscription.Async(request, callSettings);

    /// <inheritdoc />
    public override IAMPolicyClient IAMPolicyClient { get; }
}

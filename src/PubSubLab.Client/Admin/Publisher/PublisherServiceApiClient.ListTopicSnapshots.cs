using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class PublisherServiceApiClient
{
    /// <summary>Lists the names of the snapshots taken of a topic's subscriptions.</summary>
    public virtual PagedEnumerable<ListTopicSnapshotsResponse, string> ListTopicSnapshots(ListTopicSnapshotsRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Lists the names of the snapshots taken of a topic's subscriptions.</summary>
    public virtual PagedAsyncEnumerable<ListTopicSnapshotsResponse, string> ListTopicSnapshotsAsync(ListTopicSnapshotsRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Lists the names of the snapshots taken of a topic's subscriptions.</summary>
    public virtual PagedEnumerable<ListTopicSnapshotsResponse, string> ListTopicSnapshots(string topic, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListTopicSnapshots(new ListTopicSnapshotsRequest { Topic = GaxPreconditions.CheckNotNullOrEmpty(topic, nameof(topic)), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the names of the snapshots taken of a topic's subscriptions.</summary>
    public virtual PagedAsyncEnumerable<ListTopicSnapshotsResponse, string> ListTopicSnapshotsAsync(string topic, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListTopicSnapshotsAsync(new ListTopicSnapshotsRequest { Topic = GaxPreconditions.CheckNotNullOrEmpty(topic, nameof(topic)), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the names of the snapshots taken of a topic's subscriptions.</summary>
    public virtual PagedEnumerable<ListTopicSnapshotsResponse, string> ListTopicSnapshots(TopicName topic, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListTopicSnapshots(new ListTopicSnapshotsRequest { Topic = GaxPreconditions.CheckNotNull(topic, nameof(topic)).ToString(), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the names of the snapshots taken of a topic's subscriptions.</summary>
    public virtual PagedAsyncEnumerable<ListTopicSnapshotsResponse, string> ListTopicSnapshotsAsync(TopicName topic, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListTopicSnapshotsAsync(new ListTopicSnapshotsRequest { Topic = GaxPreconditions.CheckNotNull(topic, nameof(topic)).ToString(), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);
}

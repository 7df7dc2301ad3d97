using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class PublisherServiceApiClient
{
    /// <summary>Lists the names of the subscriptions that are attached to a topic.</summary>
    public virtual PagedEnumerable<ListTopicSubscriptionsResponse, string> ListTopicSubscriptions(ListTopicSubscriptionsRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Lists the names of the subscriptions that are attached to a topic.</summary>
    public virtual PagedAsyncEnumerable<ListTopicSubscriptionsResponse, string> ListTopicSubscriptionsAsync(ListTopicSubscriptionsRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Lists the names of the subscriptions that are attached to a topic.</summary>
    public virtual PagedEnumerable<ListTopicSubscriptionsResponse, string> ListTopicSubscriptions(string topic, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListTopicSubscriptions(new ListTopicSubscriptionsRequest { Topic = GaxPreconditions.CheckNotNullOrEmpty(topic, nameof(topic)), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the names of the subscriptions that are attached to a topic.</summary>
    public virtual PagedAsyncEnumerable<ListTopicSubscriptionsResponse, string> ListTopicSubscriptionsAsync(string topic, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListTopicSubscriptionsAsync(new ListTopicSubscriptionsRequest { Topic = GaxPreconditions.CheckNotNullOrEmpty(topic, nameof(topic)), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the names of the subscriptions that are attached to a topic.</summary>
    public virtual PagedEnumerable<ListTopicSubscriptionsResponse, string> ListTopicSubscriptions(TopicName topic, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListTopicSubscriptions(new ListTopicSubscriptionsRequest { Topic = GaxPreconditions.CheckNotNull(topic, nameof(topic)).ToString(), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);

    /// <summary>Lists the names of the subscriptions that are attached to a topic.</summary>
    public virtual PagedAsyncEnumerable<ListTopicSubscriptionsResponse, string> ListTopicSubscriptionsAsync(TopicName topic, string? pageToken = null, int? pageSize = null, CallSettings? callSettings = null) =>
        ListTopicSubscriptionsAsync(new ListTopicSubscriptionsRequest { Topic = GaxPreconditions.CheckNotNull(topic, nameof(topic)).ToString(), PageToken = pageToken ?? "", PageSize = pageSize ?? 0 }, callSettings);
}

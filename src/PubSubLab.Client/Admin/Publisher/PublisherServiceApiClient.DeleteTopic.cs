using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Protobuf.WellKnownTypes;

namespace Google.Cloud.PubSub.V1;

public abstract partial class PublisherServiceApiClient
{
    /// <summary>Deletes a topic; its subscriptions stay, on a topic called _deleted-topic_.</summary>
    public virtual void DeleteTopic(DeleteTopicRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Deletes a topic; its subscriptions stay, on a topic called _deleted-topic_.</summary>
    public virtual Task DeleteTopicAsync(DeleteTopicRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Deletes a topic; its subscriptions stay, on a topic called _deleted-topic_.</summary>
    public virtual Task DeleteTopicAsync(DeleteTopicRequest request, CancellationToken cancellationToken) =>
        DeleteTopicAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Deletes a topic; its subscriptions stay, on a topic called _deleted-topic_.</summary>
    public virtual void DeleteTopic(string topic, CallSettings? callSettings = null) =>
        DeleteTopic(new DeleteTopicRequest { Topic = GaxPreconditions.CheckNotNullOrEmpty(topic, nameof(topic)) }, callSettings);

    /// <summary>Deletes a topic; its subscriptions stay, on a topic called _deleted-topic_.</summary>
    public virtual Task DeleteTopicAsync(string topic, CallSettings? callSettings = null) =>
        DeleteTopicAsync(new DeleteTopicRequest { Topic = GaxPreconditions.CheckNotNullOrEmpty(topic, nameof(topic)) }, callSettings);

    /// <summary>Deletes a topic; its subscriptions stay, on a topic called _deleted-topic_.</summary>
    public virtual Task DeleteTopicAsync(string topic, CancellationToken cancellationToken) =>
        DeleteTopicAsync(topic, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Deletes a topic; its subscriptions stay, on a topic called _deleted-topic_.</summary>
    public virtual void DeleteTopic(TopicName topic, CallSettings? callSettings = null) =>
        DeleteTopic(new DeleteTopicRequest { Topic = GaxPreconditions.CheckNotNull(topic, nameof(topic)).ToString() }, callSettings);

    /// <summary>Deletes a topic; its subscriptions stay, on a topic called _deleted-topic_.</summary>
    public virtual Task DeleteTopicAsync(TopicName topic, CallSettings? callSettings = null) =>
        DeleteTopicAsync(new DeleteTopicRequest { Topic = GaxPreconditions.CheckNotNull(topic, nameof(topic)).ToString() }, callSettings);

    /// <summary>Deletes a topic; its subscriptions stay, on a topic called _deleted-topic_.</summary>
    public virtual Task DeleteTopicAsync(TopicName topic, CancellationToken cancellationToken) =>
        DeleteTopicAsync(topic, CallSettings.FromCancellationToken(cancellationToken));
}

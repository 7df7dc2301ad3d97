using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class PublisherServiceApiClient
{
    /// <summary>Adds messages to a topic; the ids in the response stand in the same order.</summary>
    public virtual PublishResponse Publish(PublishRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Adds messages to a topic; the ids in the response stand in the same order.</summary>
    public virtual Task<PublishResponse> PublishAsync(PublishRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Adds messages to a topic; the ids in the response stand in the same order.</summary>
    public virtual Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken) =>
        PublishAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Adds messages to a topic; the ids in the response stand in the same order.</summary>
    public virtual PublishResponse Publish(string topic, IEnumerable<PubsubMessage> messages, CallSettings? callSettings = null) =>
        Publish(new PublishRequest { Topic = GaxPreconditions.CheckNotNullOrEmpty(topic, nameof(topic)), Messages = { GaxPreconditions.CheckNotNull(messages, nameof(messages)) } }, callSettings);

    /// <summary>Adds messages to a topic; the ids in the response stand in the same order.</summary>
    public virtual Task<PublishResponse> PublishAsync(string topic, IEnumerable<PubsubMessage> messages, CallSettings? callSettings = null) =>
        PublishAsync(new PublishRequest { Topic = GaxPreconditions.CheckNotNullOrEmpty(topic, nameof(topic)), Messages = { GaxPreconditions.CheckNotNull(messages, nameof(messages)) } }, callSettings);

    /// <summary>Adds messages to a topic; the ids in the response stand in the same order.</summary>
    public virtual Task<PublishResponse> PublishAsync(string topic, IEnumerable<PubsubMessage> messages, CancellationToken cancellationToken) =>
        PublishAsync(topic, messages, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Adds messages to a topic; the ids in the response stand in the same order.</summary>
    public virtual PublishResponse Publish(TopicName topic, IEnumerable<PubsubMessage> messages, CallSettings? callSettings = null) =>
        Publish(new PublishRequest { Topic = GaxPreconditions.CheckNotNull(topic, nameof(topic)).ToString(), Messages = { GaxPreconditions.CheckNotNull(messages, nameof(messages)) } }, callSettings);

    /// <summary>Adds messages to a topic; the ids in the response stand in the same order.</summary>
    public virtual Task<PublishResponse> PublishAsync(TopicName topic, IEnumerable<PubsubMessage> messages, CallSettings? callSettings = null) =>
        PublishAsync(new PublishRequest { Topic = GaxPreconditions.CheckNotNull(topic, nameof(topic)).ToString(), Messages = { GaxPreconditions.CheckNotNull(messages, nameof(messages)) } }, callSettings);

    /// <summary>Adds messages to a topic; the ids in the response stand in the same order.</summary>
    public virtual Task<PublishResponse> PublishAsync(TopicName topic, IEnumerable<PubsubMessage> messages, CancellationToken cancellationToken) =>
        PublishAsync(topic, messages, CallSettings.FromCancellationToken(cancellationToken));
}

using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class PublisherServiceApiClient
{
    /// <summary>Reads the configuration of a topic.</summary>
    public virtual Topic GetTopic(GetTopicRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Reads the configuration of a topic.</summary>
    public virtual Task<Topic> GetTopicAsync(GetTopicRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Reads the configuration of a topic.</summary>
    public virtual Task<Topic> GetTopicAsync(GetTopicRequest request, CancellationToken cancellationToken) =>
        GetTopicAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Reads the configuration of a topic.</summary>
    public virtual Topic GetTopic(string topic, CallSettings? callSettings = null) =>
        GetTopic(new GetTopicRequest { Topic = GaxPreconditions.CheckNotNullOrEmpty(topic, nameof(topic)) }, callSettings);

    /// <summary>Reads the configuration of a topic.</summary>
    public virtual Task<Topic> GetTopicAsync(string topic, CallSettings? callSettings = null) =>
        GetTopicAsync(new GetTopicRequest { Topic = GaxPreconditions.CheckNotNullOrEmpty(topic, nameof(topic)) }, callSettings);

    /// <summary>Reads the configuration of a topic.</summary>
    public virtual Task<Topic> GetTopicAsync(string topic, CancellationToken cancellationToken) =>
        GetTopicAsync(topic, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Reads the configuration of a topic.</summary>
    public virtual Topic GetTopic(TopicName topic, CallSettings? callSettings = null) =>
        GetTopic(new GetTopicRequest { Topic = GaxPreconditions.CheckNotNull(topic, nameof(topic)).ToString() }, callSettings);

    /// <summary>Reads the configuration of a topic.</summary>
    public virtual Task<Topic> GetTopicAsync(TopicName topic, CallSettings? callSettings = null) =>
        GetTopicAsync(new GetTopicRequest { Topic = GaxPreconditions.CheckNotNull(topic, nameof(topic)).ToString() }, callSettings);

    /// <summary>Reads the configuration of a topic.</summary>
    public virtual Task<Topic> GetTopicAsync(TopicName topic, CancellationToken cancellationToken) =>
        GetTopicAsync(topic, CallSettings.FromCancellationToken(cancellationToken));
}

using Google.Api.Gax;
using Google.Api.Gax.Grpc;

namespace Google.Cloud.PubSub.V1;

public abstract partial class PublisherServiceApiClient
{
    /// <summary>Creates a topic.</summary>
    public virtual Topic CreateTopic(Topic request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Creates a topic.</summary>
    public virtual Task<Topic> CreateTopicAsync(Topic request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Creates a topic.</summary>
    public virtual Task<Topic> CreateTopicAsync(Topic request, CancellationToken cancellationToken) =>
        CreateTopicAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Creates a topic.</summary>
    public virtual Topic CreateTopic(string name, CallSettings? callSettings = null) =>
        CreateTopic(new Topic { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)) }, callSettings);

    /// <summary>Creates a topic.</summary>
    public virtual Task<Topic> CreateTopicAsync(string name, CallSettings? callSettings = null) =>
        CreateTopicAsync(new Topic { Name = GaxPreconditions.CheckNotNullOrEmpty(name, nameof(name)) }, callSettings);

    /// <summary>Creates a topic.</summary>
    public virtual Task<Topic> CreateTopicAsync(string name, CancellationToken cancellationToken) =>
        CreateTopicAsync(name, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Creates a topic.</summary>
    public virtual Topic CreateTopic(TopicName name, CallSettings? callSettings = null) =>
        CreateTopic(new Topic { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString() }, callSettings);

    /// <summary>Creates a topic.</summary>
    public virtual Task<Topic> CreateTopicAsync(TopicName name, CallSettings? callSettings = null) =>
        CreateTopicAsync(new Topic { Name = GaxPreconditions.CheckNotNull(name, nameof(name)).ToString() }, callSettings);

    /// <summary>Creates a topic.</summary>
    public virtual Task<Topic> CreateTopicAsync(TopicName name, CancellationToken cancellationToken) =>
        CreateTopicAsync(name, CallSettings.FromCancellationToken(cancellationToken));
}

using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Protobuf.WellKnownTypes;

namespace Google.Cloud.PubSub.V1;

public abstract partial class PublisherServiceApiClient
{
    /// <summary>Changes the fields of a topic that the mask names.</summary>
    public virtual Topic UpdateTopic(UpdateTopicRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Changes the fields of a topic that the mask names.</summary>
    public virtual Task<Topic> UpdateTopicAsync(UpdateTopicRequest request, CallSettings? callSettings = null) => throw new NotImplementedException();

    /// <summary>Changes the fields of a topic that the mask names.</summary>
    public virtual Task<Topic> UpdateTopicAsync(UpdateTopicRequest request, CancellationToken cancellationToken) =>
        UpdateTopicAsync(request, CallSettings.FromCancellationToken(cancellationToken));

    /// <summary>Changes the fields of a topic that the mask names.</summary>
    public virtual Topic UpdateTopic(Topic topic, FieldMask updateMask, CallSettings? callSettings = null) =>
        UpdateTopic(new UpdateTopicRequest { Topic = GaxPreconditions.CheckNotNull(topic, nameof(topic)), UpdateMask = GaxPreconditions.CheckNotNull(updateMask, nameof(updateMask)) }, callSettings);

    /// <summary>Changes the fields of a topic that the mask names.</summary>
    public virtual Task<Topic> UpdateTopicAsync(Topic topic, FieldMask updateMask, CallSettings? callSettings = null) =>
        UpdateTopicAsync(new UpdateTopicRequest { Topic = GaxPreconditions.CheckNotNull(topic, nameof(topic)), UpdateMask = GaxPreconditions.CheckNotNull(updateMask, nameof(updateMask)) }, callSettings);

    /// <summary>Changes the fields of a topic that the mask names.</summary>
    public virtual Task<Topic> UpdateTopicAsync(Topic topic, FieldMask updateMask, CancellationToken cancellationToken) =>
        UpdateTopicAsync(topic, updateMask, CallSettings.FromCancellationToken(cancellationToken));
}

using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Wire;

namespace PubSubLab.Emulator.Services;

/// <summary>google.pubsub.v1.Publisher, but for Publish over gRPC, which <see cref="RawPublisher"/> serves.</summary>
internal sealed class PublisherService(Broker broker, RawPublisher hot) : Publisher.PublisherBase
{
    public override async Task<Topic> CreateTopic(Topic request, ServerCallContext context)
    {
        var topic = TopicResource.Check(request);
        await TransformResource.CheckAsync(broker.Transforms, TransformResource.Of(topic.MessageTransforms), context.CancellationToken);
        return broker.CreateTopic(topic).Resource;
    }

    public override Task<Topic> GetTopic(GetTopicRequest request, ServerCallContext context)
    {
        ResourceName.Check("topic", request.Topic, "topics");
        return Task.FromResult(broker.Topic(request.Topic).Resource);
    }

    public override async Task<Topic> UpdateTopic(UpdateTopicRequest request, ServerCallContext context)
    {
        if (request.Topic is null)
        {
            throw Fail.Invalid("topic is required.");
        }

        ResourceName.Check("topic.name", request.Topic.Name, "topics");
        if (UpdateMask.Names(request.UpdateMask, "message_transforms"))
        {
            await TransformResource.CheckAsync(broker.Transforms, TransformResource.Of(request.Topic.MessageTransforms), context.CancellationToken);
        }

        return broker.UpdateTopic(request.Topic.Name, current =>
        {
            var changed = current.Clone();
            UpdateMask.Apply(
                request.Topic, changed, request.UpdateMask,
                "labels", "message_storage_policy", "schema_settings", "message_retention_duration", "ingestion_data_source_settings", "message_transforms");
            return TopicResource.Check(changed);
        });
    }

    public override async Task<PublishResponse> Publish(PublishRequest request, ServerCallContext context)
    {
        // Reached over REST only.
        using var frame = Frame.FromBytes(request.ToByteArray());
        var reply = await hot.Publish(frame, context);
        var response = new PublishResponse();
        for (var i = 0; i < reply.Count; i++)
        {
            response.MessageIds.Add((reply.FirstId + i).ToString());
        }

        return response;
    }

    public override Task<DetachSubscriptionResponse> DetachSubscription(DetachSubscriptionRequest request, ServerCallContext context)
    {
        ResourceName.Check("subscription", request.Subscription, "subscriptions");
        broker.DetachSubscription(broker.Subscription(request.Subscription));
        return Task.FromResult(new DetachSubscriptionResponse());
    }

    public override Task<ListTopicSnapshotsResponse> ListTopicSnapshots(ListTopicSnapshotsRequest request, ServerCallContext context)
    {
        ResourceName.Check("topic", request.Topic, "topics");
        var topic = broker.Topic(request.Topic);
        SortedSet<string> all;
        using (topic.Enter())
        {
            all = new SortedSet<string>(topic.Engine.Snapshots.Select(snapshot => snapshot.Name), StringComparer.Ordinal);
        }

        var (names, more) = Paging.Take(all, Paging.Decode(request.PageToken), Paging.Size(request.PageSize));
        return Task.FromResult(new ListTopicSnapshotsResponse
        {
            Snapshots = { names },
            NextPageToken = more ? Paging.Encode(names[^1]) : "",
        });
    }

    public override Task<ListTopicsResponse> ListTopics(ListTopicsRequest request, ServerCallContext context)
    {
        ResourceName.CheckProject("project", request.Project);
        var (names, more) = broker.Page(
            ResourceName.ProjectOf(request.Project), static project => project.Topics, Paging.Decode(request.PageToken), Paging.Size(request.PageSize));
        var response = new ListTopicsResponse { NextPageToken = more ? Paging.Encode(names[^1]) : "" };
        foreach (var name in names)
        {
            if (broker.TryTopic(name, out var topic))
            {
                response.Topics.Add(topic.Resource);
            }
        }

        return Task.FromResult(response);
    }

    public override Task<ListTopicSubscriptionsResponse> ListTopicSubscriptions(ListTopicSubscriptionsRequest request, ServerCallContext context)
    {
        ResourceName.Check("topic", request.Topic, "topics");
        var topic = broker.Topic(request.Topic);
        SortedSet<string> all;
        using (topic.Enter())
        {
            all = new SortedSet<string>(topic.Engine.Subscriptions.Keys, StringComparer.Ordinal);
        }

        var (names, more) = Paging.Take(all, Paging.Decode(request.PageToken), Paging.Size(request.PageSize));
        return Task.FromResult(new ListTopicSubscriptionsResponse
        {
            Subscriptions = { names },
            NextPageToken = more ? Paging.Encode(names[^1]) : "",
        });
    }

    public override Task<Empty> DeleteTopic(DeleteTopicRequest request, ServerCallContext context)
    {
        ResourceName.Check("topic", request.Topic, "topics");
        broker.DeleteTopic(request.Topic);
        return Task.FromResult(new Empty());
    }
}

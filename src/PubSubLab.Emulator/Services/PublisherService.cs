using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace PubSubLab.Emulator.Services;

/// <summary>google.pubsub.v1.Publisher, but for Publish over gRPC, which <see cref="HotPublisher"/> serves.</summary>
internal sealed class PublisherService(Broker broker) : Publisher.PublisherBase
{
    public override Task<Topic> CreateTopic(Topic request, ServerCallContext context) =>
        Task.FromResult(broker.CreateTopic(TopicResource.Check(request)).Resource);

    public override Task<Topic> GetTopic(GetTopicRequest request, ServerCallContext context)
    {
        ResourceName.Check("topic", request.Topic, "topics");
        return Task.FromResult(broker.Topic(request.Topic).Resource);
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

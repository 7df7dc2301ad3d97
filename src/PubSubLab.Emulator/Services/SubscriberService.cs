using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PubSubLab.Emulator.Filters;

namespace PubSubLab.Emulator.Services;

/// <summary>google.pubsub.v1.Subscriber, but for what <see cref="HotSubscriber"/> serves.</summary>
internal sealed class SubscriberService(Broker broker) : Subscriber.SubscriberBase
{
    public override Task<Subscription> CreateSubscription(Subscription request, ServerCallContext context)
    {
        ResourceName.Check("name", request.Name, "subscriptions");
        ResourceName.Check("topic", request.Topic, "topics");
        var settings = SubscriptionResource.Settings(request);
        var filter = ParseFilter(request.Filter);
        var created = broker.CreateSubscription(request.Name, broker.Topic(request.Topic), settings, filter, request.EnableMessageOrdering);
        return Task.FromResult(SubscriptionResource.Show(created, hasTopic: true));
    }

    public override Task<Subscription> GetSubscription(GetSubscriptionRequest request, ServerCallContext context)
    {
        ResourceName.Check("subscription", request.Subscription, "subscriptions");
        var subscription = broker.Subscription(request.Subscription);
        return Task.FromResult(SubscriptionResource.Show(subscription, broker.HasTopic(subscription)));
    }

    public override Task<ListSubscriptionsResponse> ListSubscriptions(ListSubscriptionsRequest request, ServerCallContext context)
    {
        ResourceName.CheckProject("project", request.Project);
        var (names, more) = broker.Page(
            ResourceName.ProjectOf(request.Project), static project => project.Subscriptions, Paging.Decode(request.PageToken), Paging.Size(request.PageSize));
        var response = new ListSubscriptionsResponse { NextPageToken = more ? Paging.Encode(names[^1]) : "" };
        foreach (var name in names)
        {
            if (broker.TrySubscription(name, out var subscription))
            {
                response.Subscriptions.Add(SubscriptionResource.Show(subscription, broker.HasTopic(subscription)));
            }
        }

        return Task.FromResult(response);
    }

    public override Task<Empty> DeleteSubscription(DeleteSubscriptionRequest request, ServerCallContext context)
    {
        ResourceName.Check("subscription", request.Subscription, "subscriptions");
        broker.DeleteSubscription(broker.Subscription(request.Subscription));
        return Task.FromResult(new Empty());
    }

    private static Filter? ParseFilter(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        return Filter.TryParse(text, out var filter, out var error) ? filter : throw Fail.Invalid("filter", text, error.ToString());
    }
}

using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Filters;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Services;

/// <summary>google.pubsub.v1.Subscriber, but for what <see cref="RawSubscriber"/> serves.</summary>
internal sealed partial class SubscriberService(Broker broker, RawSubscriber hot) : Subscriber.SubscriberBase
{
    public override async Task<Subscription> CreateSubscription(Subscription request, ServerCallContext context)
    {
        ResourceName.Check("name", request.Name, "subscriptions");
        ResourceName.Check("topic", request.Topic, "topics");
        var settings = SubscriptionResource.Settings(request, broker.Options.Web.LinkLocalPush);
        var filter = ParseFilter(request.Filter);
        await TransformResource.CheckAsync(broker.Transforms, settings.Transforms, context.CancellationToken);
        var created = broker.CreateSubscription(request.Name, broker.Topic(request.Topic), settings, filter, request.EnableMessageOrdering);
        return SubscriptionResource.Show(created, hasTopic: true);
    }

    public override Task<Subscription> GetSubscription(GetSubscriptionRequest request, ServerCallContext context)
    {
        ResourceName.Check("subscription", request.Subscription, "subscriptions");
        var subscription = broker.Subscription(request.Subscription);
        return Task.FromResult(SubscriptionResource.Show(subscription, broker.HasTopic(subscription)));
    }

    public override async Task<Subscription> UpdateSubscription(UpdateSubscriptionRequest request, ServerCallContext context)
    {
        if (request.Subscription is null)
        {
            throw Fail.Invalid("subscription is required.");
        }

        ResourceName.Check("subscription.name", request.Subscription.Name, "subscriptions");
        var subscription = broker.Subscription(request.Subscription.Name);
        if (UpdateMask.Names(request.UpdateMask, "message_transforms"))
        {
            await TransformResource.CheckAsync(broker.Transforms, TransformResource.Of(request.Subscription.MessageTransforms), context.CancellationToken);
        }

        broker.UpdateSubscription(subscription, () =>
        {
            var changed = SubscriptionResource.Show(subscription, broker.HasTopic(subscription));
            UpdateMask.Apply(
                request.Subscription, changed, request.UpdateMask,
                "ack_deadline_seconds", "push_config", "retain_acked_messages", "message_retention_duration", "labels", "expiration_policy",
                "dead_letter_policy", "retry_policy", "enable_exactly_once_delivery", "bigquery_config", "cloud_storage_config", "message_transforms");
            return SubscriptionResource.Settings(changed, broker.Options.Web.LinkLocalPush, subscription.Settings);
        });
        return SubscriptionResource.Show(subscription, broker.HasTopic(subscription));
    }

    public override Task<Empty> ModifyPushConfig(ModifyPushConfigRequest request, ServerCallContext context)
    {
        ResourceName.Check("subscription", request.Subscription, "subscriptions");
        var subscription = broker.Subscription(request.Subscription);
        broker.UpdateSubscription(subscription, () =>
        {
            var changed = SubscriptionResource.Show(subscription, broker.HasTopic(subscription));
            changed.PushConfig = request.PushConfig;
            return SubscriptionResource.Settings(changed, broker.Options.Web.LinkLocalPush, subscription.Settings);
        });
        return Task.FromResult(new Empty());
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

    internal static Filter? ParseFilter(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        return Filter.TryParse(text, out var filter, out var error) ? filter : throw Fail.Invalid("filter", text, error.ToString());
    }
}

using Grpc.Core;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Topics;

/// <summary>Whether messages can be pulled from a subscription.</summary>
internal static class ConsumerErrors
{
    public static void CheckExists(Subscription subscription)
    {
        if (subscription.IsDeleted)
        {
            throw Evicted(subscription, EvictionReason.Deleted);
        }
    }

    public static void CheckAttached(Subscription subscription)
    {
        CheckExists(subscription);
        if (subscription.IsDetached)
        {
            throw Evicted(subscription, EvictionReason.Detached);
        }
    }

    public static void Check(Subscription subscription)
    {
        CheckAttached(subscription);

        if (subscription.Settings.Push is { PushEndpoint.Length: > 0 })
        {
            throw Evicted(subscription, EvictionReason.Push);
        }
    }

    public static RpcException Evicted(Subscription subscription, EvictionReason reason) => reason switch
    {
        EvictionReason.Deleted => Fail.NotFound("subscription", subscription.Name),
        EvictionReason.Detached => Fail.Precondition($"The subscription \"{subscription.Name}\" is detached from its topic; nothing can be pulled from it."),
        EvictionReason.Broken => new RpcException(new Status(StatusCode.Unavailable, "The stream was broken off, as was asked for; open it again.")),
        _ => Fail.Precondition($"The subscription \"{subscription.Name}\" is a push subscription; take its push endpoint away to pull from it."),
    };
}

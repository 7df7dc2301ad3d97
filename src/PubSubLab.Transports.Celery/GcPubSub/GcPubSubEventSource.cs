using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.GcPubSub;

/// <summary>Events on Pub/Sub: a subscription of its own on the topic <c>celeryev</c>. It goes with the listening.</summary>
/// <param name="pubsub">The transport over Pub/Sub.</param>
/// <param name="isWanted">Whether to listen; a subscription on a real project costs money.</param>
/// <param name="notice">Gets what nobody else is told.</param>
internal sealed class GcPubSubEventSource(ITransport pubsub, Func<bool> isWanted, Action<string> notice) : IEventSource
{
    /// <inheritdoc/>
    public async Task ListenAsync(Action<CeleryMessage> received, CancellationToken cancellation)
    {
        if (!isWanted())
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        }

        var name = $"{KombuQueue.SubscriptionOf("pubsublab." + PresenceNames.Events)}-{Guid.NewGuid()}";
        var own = GcPubSubBroadcast.Events with { Subscriptions = [new SubscriptionSpec(name, PresenceNames.Events) { Retention = GcPubSubBroadcast.Kept }] };
        await pubsub.EnsureAsync(own, cancellation);
        try
        {
            var options = new SubscribeOptions { Subscription = name, Worker = "monitor", MaxInFlight = 1 };
            await using var stream = await pubsub.SubscribeAsync(
                options,
                (delivery, _) => GcPubSubBroadcast.HandleAsync(delivery, message =>
                {
                    received(message);
                    return Task.CompletedTask;
                }),
                cancellation);
            await stream.Completion.WaitAsync(cancellation);
        }
        finally
        {
            await RemoveAsync(own);
        }
    }

    private async Task RemoveAsync(Topology own)
    {
        try
        {
            await pubsub.RemoveAsync(own with { Topics = [] }, CancellationToken.None);
        }
        catch (LabException e)
        {
            notice($"The subscription for Celery's events stays: {e.Message} Pub/Sub deletes it when it was unused for a day.");
        }
    }
}

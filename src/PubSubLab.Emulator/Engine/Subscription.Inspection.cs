namespace PubSubLab.Emulator.Engine;

// Read-only views from outside.
internal sealed partial class Subscription
{
    /// <summary>Those who wait for its messages.</summary>
    public IReadOnlyList<Consumer> Consumers => _consumers ?? [];

    /// <summary>Messages from their first delivery on, until the subscription forgets them.</summary>
    public IEnumerable<DeliverySlot> Slots => _deliveries?.Used() ?? [];

    /// <summary>Messages that are not done with, each with its state and how often it failed; in no particular order.</summary>
    public IEnumerable<(StoredMessage Message, DeliveryState State, int Failures)> Inspect()
    {
        foreach (var delivery in _deliveries?.Used() ?? [])
        {
            if (delivery.State is not (DeliveryState.Acknowledged or DeliveryState.Free))
            {
                yield return (delivery.Message, delivery.State, delivery.Failures);
            }
        }

        foreach (var lane in _lanes?.Values ?? Enumerable.Empty<KeyLane>())
        {
            foreach (var message in lane.Fresh.Items())
            {
                yield return (message, DeliveryState.Available, 0);
            }
        }

        foreach (var message in _fresh?.Items() ?? [])
        {
            yield return (message, DeliveryState.Available, 0);
        }
    }

    /// <summary>Publish time of the oldest message that is not done with, in UTC ticks; null where there is none.</summary>
    public long? OldestUnacknowledged()
    {
        var oldest = OldestPublishTime();
        foreach (var delivery in _deliveries?.Used() ?? [])
        {
            if (delivery.State is DeliveryState.Leased or DeliveryState.Assigned or DeliveryState.DeadLettering)
            {
                oldest = Math.Min(oldest ?? long.MaxValue, delivery.Message.PublishTime);
            }
        }

        return oldest;
    }
}

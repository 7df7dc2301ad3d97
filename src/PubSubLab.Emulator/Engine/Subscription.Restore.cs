using PubSubLab.Emulator.Protobuf;

namespace PubSubLab.Emulator.Engine;

// Takes over what a store has, message by message in publish order.
internal sealed partial class Subscription
{
    /// <summary>Longest time that a stored lease or backoff withholds a message, whatever a clock was set to meanwhile.</summary>
    private const long LongestWait = 600 * TimeSpan.TicksPerSecond;

    // Has the leases of consumers from before the restart: they are gone and hold their messages until the deadline.
    private Consumer? _departed;

    /// <summary>Forgets every message and every lease. Consumers stay; what they were sent is stale.</summary>
    public void Forget()
    {
        DropMessages();
        _counters = default;
        _departed = null;
        foreach (var consumer in _consumers ?? [])
        {
            consumer.Outbox.Clear();
            consumer.ParkedLanes.Clear();
            consumer.BytesInOutbox = consumer.Outstanding = consumer.OutstandingBytes = 0;
            Refresh(consumer);
        }
    }

    /// <summary>Takes a message with what the store knows of it. <see cref="TopicEngine.Restored"/> follows after the last one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="head">Bytes with its ordering key; empty on a subscription without ordering.</param>
    /// <param name="entry">Its state.</param>
    /// <param name="now">UTC ticks.</param>
    public void Restore(StoredMessage message, byte[] head, StoredEntry entry, long now)
    {
        switch (entry.State)
        {
            case EntryState.Done:
                return;
            case EntryState.Retained:
                Retain(message);
                return;
            case EntryState.New:
                _counters.Received++;
                Place(message, head);
                return;
            default:
                _counters.Received++;
                RestoreSent(message, head, entry, now);
                return;
        }
    }

    private void RestoreSent(StoredMessage message, byte[] head, StoredEntry entry, long now)
    {
        var key = IsOrdered ? MessageFields.FindOrderingKey(head) : default;
        var lane = key.IsEmpty ? null : LaneOf(key);
        if (lane is not null)
        {
            SendFresh(lane);
        }

        var delivery = Deliveries.Add(message);
        delivery.Failures = entry.Failures;
        var until = Math.Min(entry.Until, now + LongestWait);
        if (lane is not null)
        {
            delivery.Lane = lane;
            lane.Sent.AddLast(delivery);
            if (lane.Resend is not null)
            {
                // Comes again after the one before it.
                return;
            }
        }

        if (entry.State == EntryState.Leased)
        {
            LeaseToDeparted(delivery, Settings.ExactlyOnce ? until : now);
        }
        else if (Settings.DeadLetter is { } rule && delivery.Failures >= rule.MaxAttempts)
        {
            delivery.State = DeliveryState.DeadLettering;
            _engine.Effects.DeadLetter(delivery, rule);
        }
        else
        {
            RestoreWaiting(delivery, until, now);
        }
    }

    private void RestoreWaiting(DeliverySlot delivery, long until, long now)
    {
        if (delivery.Lane is { } lane)
        {
            lane.Resend = delivery;
        }

        if (until > now)
        {
            delivery.State = DeliveryState.BackingOff;
            _engine.Deadlines.Schedule(delivery, until);
        }
        else
        {
            MakeAvailable(delivery);
        }
    }

    private void LeaseToDeparted(DeliverySlot delivery, long until)
    {
        _departed ??= new Consumer(ConsumerKind.Stream, 0, 0, 0);
        delivery.State = DeliveryState.Leased;
        delivery.Holder = _departed;
        _departed.Outstanding++;
        _departed.OutstandingBytes += delivery.Message.Size;
        Outstanding++;
        if (delivery.Lane is { } lane)
        {
            lane.Outstanding++;
            lane.Owner = _departed;
        }

        _engine.Deadlines.Schedule(delivery, until);
    }

    // A later message of the key was sent, so these were too.
    private void SendFresh(KeyLane lane)
    {
        while (lane.Fresh.TryDequeue(out var message))
        {
            LaneBacklogCorrection--;
            var delivery = Deliveries.Add(message);
            delivery.Lane = lane;
            lane.Sent.AddLast(delivery);
            lane.Resend ??= delivery;
        }
    }
}

using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Topics;

namespace PubSubLab.Emulator.Engine;

// How a delivery ends: acknowledged, given back, run out, or dead-lettered.
internal sealed partial class Subscription
{
    // A client library's receipt comes at once; a program without one moves the deadline for the first time when it is nearly over.
    private const long ReceiptWithin = TimeSpan.TicksPerSecond;

    private const string Lost = "its bytes on the disk are damaged";

    private MessageQueue? _retained;

    public AckResult Acknowledge(AckId id, long now)
    {
        LastActivity = now;
        if (Leased(id) is not { } delivery)
        {
            return AckResult.Stale;
        }

        if (Settings.ExactlyOnce && delivery.Lane is { } lane && lane.Sent.First != delivery)
        {
            return AckResult.OutOfOrder;
        }

        if (_engine.Effects.IsObserved)
        {
            Observe(EmulatorEventKind.Acked, now, delivery);
        }

        Release(delivery);
        _counters.Acknowledged++;
        Retain(delivery.Message);
        Finish(delivery);
        return AckResult.Done;
    }

    /// <summary>Tells that an acknowledgement was lost on its way. It changes nothing.</summary>
    public void LoseAck(AckId id, long now)
    {
        if (_engine.Effects.IsObserved && Leased(id) is { } delivery)
        {
            Observe(EmulatorEventKind.AckLost, now, delivery);
        }
    }

    /// <summary>Moves the deadline to <paramref name="seconds"/> from now; 0 gives the message back (google.pubsub.v1.ModifyAckDeadlineRequest).</summary>
    public AckResult ModifyDeadline(AckId id, int seconds, long now)
    {
        LastActivity = now;
        if (Leased(id) is not { } delivery)
        {
            return AckResult.Stale;
        }

        if (_engine.Effects.IsObserved)
        {
            var receipt = now - delivery.LeasedAt <= ReceiptWithin;
            Observe(seconds == 0 ? EmulatorEventKind.Nacked : receipt ? EmulatorEventKind.Receipt : EmulatorEventKind.LeaseExtended, now, delivery);
        }

        delivery.LeasedAt = 0;

        if (seconds == 0)
        {
            Fail(delivery, now);
        }
        else
        {
            var deadline = now + (seconds * TimeSpan.TicksPerSecond);
            _engine.Deadlines.Schedule(delivery, deadline);
            if (Settings.ExactlyOnce)
            {
                Note(delivery, EntryState.Leased, deadline);
            }
        }

        return AckResult.Done;
    }

    /// <summary>A lease or a backoff of this subscription has ended, at <paramref name="due"/>.</summary>
    internal void OnDue(DeliverySlot delivery, long due)
    {
        if (delivery.State == DeliveryState.Leased)
        {
            if (_engine.Effects.IsObserved)
            {
                Observe(EmulatorEventKind.LeaseExpired, due, delivery);
            }

            Fail(delivery, due);
        }
        else if (delivery.State == DeliveryState.BackingOff)
        {
            MakeAvailable(delivery);
        }
    }

    /// <summary>The answer to <see cref="IEngineEffects.DeadLetter"/>: gone when published, else it goes on being redelivered.</summary>
    internal void OnDeadLettered(DeliverySlot delivery, uint serial, bool published, long now)
    {
        if (delivery.State != DeliveryState.DeadLettering || delivery.Serial != serial)
        {
            return;
        }

        if (published)
        {
            if (_engine.Effects.IsObserved)
            {
                _engine.Effects.Observe(EmulatorEventKind.DeadLettered, now, this, delivery.Message, delivery.Failures, delivery.Holder?.Peer, Settings.DeadLetter?.Topic);
            }

            _counters.DeadLettered++;
            Finish(delivery);
        }
        else
        {
            GiveBack(delivery, now);
        }
    }

    /// <summary>See <see cref="TopicEngine.Lose(Subscription, AckId, long)"/>.</summary>
    internal bool Lose(AckId id, long now)
    {
        if (Leased(id) is not { } delivery)
        {
            return false;
        }

        Release(delivery);
        Expire(delivery, now, Lost);
        return true;
    }

    /// <summary>See <see cref="TopicEngine.Lose(DeliverySlot, uint, long)"/>.</summary>
    internal bool Lose(DeliverySlot delivery, uint serial, long now)
    {
        if (delivery.State != DeliveryState.DeadLettering || delivery.Serial != serial)
        {
            return false;
        }

        Expire(delivery, now, Lost);
        return true;
    }

    private DeliverySlot? Leased(AckId id) =>
        id.Subscription == Number && id.Start == _engine.Start && _deliveries?.Find(id) is { State: DeliveryState.Leased } delivery ? delivery : null;

    private void Fail(DeliverySlot delivery, long at, RetryBackoff? otherwise = null)
    {
        Release(delivery);
        delivery.Failures++;
        if (Settings.DeadLetter is { } rule && delivery.Failures >= rule.MaxAttempts)
        {
            delivery.State = DeliveryState.DeadLettering;
            Note(delivery, EntryState.Waiting);
            _engine.Effects.DeadLetter(delivery, rule);
            return;
        }

        GiveBack(delivery, at, otherwise);
    }

    // Without a retry policy of the subscription's own the other one holds.
    private void GiveBack(DeliverySlot delivery, long at, RetryBackoff? otherwise = null)
    {
        if (delivery.Message.PublishTime + Settings.Retention.Ticks <= at)
        {
            Expire(delivery, at);
            return;
        }

        if (delivery.Lane is { } lane)
        {
            Rewind(lane, delivery);
        }

        ReviewWhenOld(delivery.Message);
        var backoff = (Settings.Retry ?? otherwise)?.After(delivery.Failures) ?? 0;
        if (backoff > 0)
        {
            delivery.State = DeliveryState.BackingOff;
            _engine.Deadlines.Schedule(delivery, at + backoff);
            Note(delivery, EntryState.Waiting, at + backoff);
        }
        else
        {
            Note(delivery, EntryState.Waiting);
            MakeAvailable(delivery);
        }
    }

    private void MakeAvailable(DeliverySlot delivery)
    {
        delivery.State = DeliveryState.Available;
        if (delivery.Lane is { } lane)
        {
            QueueLane(lane);
        }
        else
        {
            _returned.AddLast(delivery);
        }
    }

    // The subscription is done with the message; in a lane it may stay for a replay.
    private void Finish(DeliverySlot delivery)
    {
        if (delivery.Lane is not null)
        {
            FinishInLane(delivery);
        }
        else
        {
            NoteDone(delivery.Message, isAcknowledged: delivery.State != DeliveryState.DeadLettering);
            _deliveries!.Free(delivery);
        }
    }

    private void Retain(StoredMessage message)
    {
        if (Settings.RetainAcked)
        {
            (_retained ??= new MessageQueue(_engine.Held)).Enqueue(message);
        }
    }

    private void ForgetRetained()
    {
        _retained?.Clear();
        _retained = null;
    }
}

using System.Text;
using PubSubLab.Emulator.Protobuf;

namespace PubSubLab.Emulator.Engine;

// Messages with an ordering key (Pub/Sub docs, "Order messages").
internal sealed partial class Subscription
{
    private Dictionary<string, KeyLane>? _lanes;
    private Queue<KeyLane>? _readyLanes;

    // Lanes keep acknowledged deliveries for a replay, which are no backlog, and fresh messages of their own, which are.
    private long LaneBacklogCorrection { get; set; }

    private bool TryPlaceInLane(StoredMessage message, byte[] head)
    {
        var key = MessageFields.FindOrderingKey(head);
        if (key.IsEmpty)
        {
            return false;
        }

        var lane = LaneOf(key);
        lane.Fresh.Enqueue(message);
        LaneBacklogCorrection++;
        QueueLane(lane);
        return true;
    }

    private KeyLane LaneOf(ReadOnlySpan<byte> key)
    {
        Span<char> chars = stackalloc char[key.Length];
        chars = chars[..Encoding.UTF8.GetChars(key, chars)];
        _lanes ??= [];
        _readyLanes ??= [];
        if (!_lanes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars, out var lane))
        {
            lane = new KeyLane(chars.ToString(), _engine.Held);
            _lanes.Add(lane.Key, lane);
        }

        return lane;
    }

    // Puts the lane where it waits for its turn: with everybody's, or with its owner's until that has room.
    private void QueueLane(KeyLane lane)
    {
        if (lane.IsQueued || !lane.HasNext)
        {
            return;
        }

        if (lane.Owner is { } owner)
        {
            // A push endpoint gets one message of a key at a time; a unary pull got its share when it left; and what a
            // stream that is gone had is open until its leases end (then FreeLane comes by here again).
            if (owner.Index < 0 || owner.Kind == ConsumerKind.Push)
            {
                return;
            }

            if (!owner.IsOpen)
            {
                lane.IsQueued = true;
                owner.ParkedLanes.Add(lane);
                return;
            }
        }

        lane.IsQueued = true;
        _readyLanes!.Enqueue(lane);
    }

    private DeliverySlot? NextFromLanes()
    {
        while (_readyLanes!.TryDequeue(out var lane))
        {
            lane.IsQueued = false;
            if (!lane.HasNext)
            {
                continue;
            }

            if (lane.Owner is { IsOpen: false })
            {
                QueueLane(lane);
                continue;
            }

            if (lane.Resend is { } again)
            {
                lane.Resend = again.Next;
                return again;
            }

            _ = lane.Fresh.TryDequeue(out var message);
            LaneBacklogCorrection--;
            var delivery = Deliveries.Add(message!);
            delivery.Lane = lane;
            lane.Sent.AddLast(delivery);
            return delivery;
        }

        return null;
    }

    private void Unpark(Consumer consumer)
    {
        if (consumer.ParkedLanes.Count == 0)
        {
            return;
        }

        var parked = consumer.ParkedLanes.ToArray();
        consumer.ParkedLanes.Clear();
        foreach (var lane in parked)
        {
            lane.IsQueued = false;
            QueueLane(lane);
        }
    }

    // Nothing of the key is outstanding: the next message can go to anybody.
    private void FreeLane(KeyLane lane)
    {
        if (lane.IsQueued && lane.Owner!.ParkedLanes.Remove(lane))
        {
            lane.IsQueued = false;
        }

        lane.Owner = null;
        QueueLane(lane);
    }

    // A redelivery brings all later messages of the key again, acknowledged ones too (Pub/Sub docs, "Order messages").
    private void Rewind(KeyLane lane, DeliverySlot from)
    {
        for (var later = from.Next; later is not null && later != lane.Resend; later = later.Next)
        {
            ReviewWhenOld(later.Message);
            switch (later.State)
            {
                case DeliveryState.Assigned or DeliveryState.Leased:
                    Release(later);
                    later.State = DeliveryState.Available;
                    if (RecordsDeliveries)
                    {
                        Note(later, EntryState.Waiting);
                    }

                    break;
                case DeliveryState.Acknowledged:
                    LaneBacklogCorrection++;
                    _counters.Acknowledged--;
                    later.State = DeliveryState.Available;
                    break;
                default:
                    break;
            }
        }

        lane.Resend = from;
        // Until the caller has said whether it waits or can be sent, nothing of the lane is to go out.
        from.State = DeliveryState.BackingOff;
    }

    private void FinishInLane(DeliverySlot delivery)
    {
        var lane = delivery.Lane!;
        if (delivery.State == DeliveryState.DeadLettering)
        {
            Forget(lane, delivery);
        }
        else
        {
            delivery.State = DeliveryState.Acknowledged;
            LaneBacklogCorrection--;
        }

        Trim(lane);
    }

    // Acknowledged messages before the first open one can no longer return.
    private void Trim(KeyLane lane)
    {
        while (lane.Sent.First is { State: DeliveryState.Acknowledged } first)
        {
            LaneBacklogCorrection++;
            Forget(lane, first);
        }

        if (lane is { IsEmpty: true, IsQueued: false })
        {
            _lanes!.Remove(lane.Key);
        }
    }

    private void Forget(KeyLane lane, DeliverySlot delivery)
    {
        if (lane.Resend == delivery)
        {
            lane.Resend = delivery.Next;
        }

        NoteDone(delivery.Message, isAcknowledged: delivery.State == DeliveryState.Acknowledged);
        lane.Sent.Remove(delivery);
        _deliveries!.Free(delivery);
    }

    private void DropLanes()
    {
        foreach (var lane in _lanes?.Values ?? Enumerable.Empty<KeyLane>())
        {
            // A consumer may still have the lane parked; it must find nothing in it.
            lane.Fresh.Clear();
            lane.Resend = null;
        }

        _lanes = null;
        _readyLanes = null;
        LaneBacklogCorrection = 0;
    }
}

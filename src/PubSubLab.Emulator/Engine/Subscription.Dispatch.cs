namespace PubSubLab.Emulator.Engine;

// Who gets what: messages that can be sent meet consumers that have room.
internal sealed partial class Subscription
{
    private uint _serial;

    /// <summary>Gives out messages as long as there are any and somebody has room.</summary>
    public void Dispatch()
    {
        while (_open > 0 && NextToSend() is { } delivery)
        {
            var consumer = delivery.Lane?.Owner ?? _engine.Strategy.Pick(_consumers!, ref _cursor, delivery.Holder);
            Assign(delivery, consumer);
        }
    }

    // Takes turns between what came back, what is new, and the lanes, so that none of them starves the others.
    private DeliverySlot? NextToSend()
    {
        for (var tries = 0; tries < 3; tries++)
        {
            _turn = _turn == 2 ? 0 : _turn + 1;
            switch (_turn)
            {
                case 0 when _returned.First is { } returned:
                    _returned.Remove(returned);
                    return returned;
                case 1 when _fresh is not null && _fresh.TryDequeue(out var message):
                    return Deliveries.Add(message);
                case 2 when _readyLanes is not null && NextFromLanes() is { } next:
                    return next;
                default:
                    break;
            }
        }

        return null;
    }

    private DeliveryTable Deliveries => _deliveries ??= new DeliveryTable(this);

    private void Assign(DeliverySlot delivery, Consumer consumer)
    {
        delivery.State = DeliveryState.Assigned;
        delivery.Serial = ++_serial;
        delivery.Holder = consumer;
        var size = delivery.Message.Size;
        consumer.Outbox.Enqueue(new Consumer.OutboxItem(delivery, delivery.Serial, size));
        consumer.BytesInOutbox += size;
        consumer.Outstanding++;
        consumer.OutstandingBytes += size;
        Outstanding++;
        if (delivery.Lane is { } lane)
        {
            lane.Outstanding++;
            lane.Owner = consumer;
            QueueLane(lane);
        }

        Refresh(consumer);
        if (consumer.Outbox.Count == 1)
        {
            _engine.Effects.Ready(consumer);
        }
    }

    // Before it was taken: nobody has seen it, so it counts for nothing.
    private void Unassign(DeliverySlot delivery)
    {
        Release(delivery);
        ReviewWhenOld(delivery.Message);
        delivery.State = DeliveryState.Available;
        if (delivery.Lane is { } lane)
        {
            // Everything after it in the lane was assigned later, to the same consumer, and comes back with it.
            lane.Resend = delivery;
            QueueLane(lane);
        }
        else
        {
            _returned.AddFirst(delivery);
        }
    }

    // The delivery is not outstanding any more: its consumer's flow control and its key's lane have room again.
    private void Release(DeliverySlot delivery)
    {
        _engine.Deadlines.Remove(delivery);
        Outstanding--;
        var consumer = delivery.Holder!;
        consumer.Outstanding--;
        consumer.OutstandingBytes -= delivery.Message.Size;
        Refresh(consumer);
        if (delivery.Lane is { } lane && --lane.Outstanding == 0)
        {
            FreeLane(lane);
        }
    }

    private void Refresh(Consumer consumer)
    {
        var open = consumer.Index >= 0 && consumer.HasRoom;
        if (open == consumer.IsOpen)
        {
            return;
        }

        consumer.IsOpen = open;
        _open += open ? 1 : -1;
        if (open)
        {
            Unpark(consumer);
        }
    }
}

namespace PubSubLab.Emulator.Engine;

/// <summary>The deliveries of one subscription by slot, so that an ack id finds its delivery without a search.</summary>
internal sealed class DeliveryTable(Subscription subscription)
{
    private DeliverySlot[] _slots = new DeliverySlot[4];
    private int _used;
    private DeliverySlot? _free;

    /// <summary>Slots that hold a message.</summary>
    public int Count { get; private set; }

    public DeliverySlot Add(StoredMessage message)
    {
        var delivery = _free;
        if (delivery is not null)
        {
            _free = delivery.Next;
            delivery.Next = null;
        }
        else
        {
            if (_used == _slots.Length)
            {
                Array.Resize(ref _slots, _used * 2);
            }

            delivery = _slots[_used] = new DeliverySlot(subscription, _used);
            _used++;
        }

        subscription.Topic.Held.Hold(message, HeldBytes.DeliveryCost);
        delivery.Message = message;
        delivery.Failures = 0;
        delivery.State = DeliveryState.Available;
        Count++;
        return delivery;
    }

    public void Free(DeliverySlot delivery)
    {
        subscription.Topic.Held.Release(delivery.Message, HeldBytes.DeliveryCost);
        delivery.State = DeliveryState.Free;
        delivery.Message = null!;
        delivery.Holder = null;
        delivery.Lane = null;
        delivery.Next = _free;
        _free = delivery;
        Count--;

        // Serials belong to the subscription, so a table that starts anew cannot mistake an old ack id for a new one.
        if (Count == 0 && _used > 1024)
        {
            _slots = new DeliverySlot[4];
            _used = 0;
            _free = null;
        }
    }

    /// <summary>Lets go of every message; the table is not used after that.</summary>
    public void Clear()
    {
        foreach (var delivery in Used())
        {
            subscription.Topic.Held.Release(delivery.Message, HeldBytes.DeliveryCost);
        }
    }

    public DeliverySlot? Find(AckId id)
    {
        if ((uint)id.Slot >= (uint)_used)
        {
            return null;
        }

        var delivery = _slots[id.Slot];
        return delivery.Serial == id.Serial && delivery.State != DeliveryState.Free ? delivery : null;
    }

    public IEnumerable<DeliverySlot> Used()
    {
        for (var i = 0; i < _used; i++)
        {
            if (_slots[i].State != DeliveryState.Free)
            {
                yield return _slots[i];
            }
        }
    }
}

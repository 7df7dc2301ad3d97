namespace PubSubLab.Emulator.Engine;

/// <summary>A linked list through the deliveries themselves; a delivery is in one list at most.</summary>
internal struct DeliveryList
{
    public DeliverySlot? First { get; private set; }

    public DeliverySlot? Last { get; private set; }

    public int Count { get; private set; }

    public void AddLast(DeliverySlot delivery) => InsertAfter(Last, delivery);

    public void AddFirst(DeliverySlot delivery) => InsertAfter(null, delivery);

    public void Remove(DeliverySlot delivery)
    {
        if (delivery.Previous is null)
        {
            First = delivery.Next;
        }
        else
        {
            delivery.Previous.Next = delivery.Next;
        }

        if (delivery.Next is null)
        {
            Last = delivery.Previous;
        }
        else
        {
            delivery.Next.Previous = delivery.Previous;
        }

        delivery.Next = delivery.Previous = null;
        Count--;
    }

    private void InsertAfter(DeliverySlot? previous, DeliverySlot delivery)
    {
        var next = previous is null ? First : previous.Next;
        delivery.Previous = previous;
        delivery.Next = next;
        if (previous is null)
        {
            First = delivery;
        }
        else
        {
            previous.Next = delivery;
        }

        if (next is null)
        {
            Last = delivery;
        }
        else
        {
            next.Previous = delivery;
        }

        Count++;
    }
}

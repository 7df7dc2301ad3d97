namespace PubSubLab.Emulator.Engine;

/// <summary>A linked list through the deliveries themselves; a delivery is in one list at most.</summary>
internal struct DeliveryList
{
    public Delivery? First { get; private set; }

    public Delivery? Last { get; private set; }

    public int Count { get; private set; }

    public void AddLast(Delivery delivery) => InsertAfter(Last, delivery);

    public void AddFirst(Delivery delivery) => InsertAfter(null, delivery);

    public void Remove(Delivery delivery)
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

    private void InsertAfter(Delivery? previous, Delivery delivery)
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

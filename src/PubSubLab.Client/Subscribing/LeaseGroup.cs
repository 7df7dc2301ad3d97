namespace Google.Cloud.PubSub.V1;

/// <summary>The deliveries that came in one response and whose leases therefore end together.</summary>
internal sealed class LeaseGroup(LeaseTable table)
{
    private int _held;

    internal LinkedListNode<LeaseGroup>? Node { get; set; }

    internal OutstandingDelivery[] Deliveries { get; private set; } = [];

    internal TimeSpan TakenAt { get; init; }

    internal TimeSpan ExtendAt { get; set; }

    internal void Hold(OutstandingDelivery[] deliveries)
    {
        Deliveries = deliveries;
        _held = deliveries.Length;
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref _held) == 0)
        {
            table.Remove(this);
            Deliveries = [];
        }
    }
}

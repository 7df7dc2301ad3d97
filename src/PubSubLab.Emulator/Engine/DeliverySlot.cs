namespace PubSubLab.Emulator.Engine;

/// <summary>
/// A message in a subscription from its first delivery on. It sits in a numbered slot of the subscription's table, and is
/// used again for another message when its own is acknowledged; the serial number changes with every delivery.
/// </summary>
internal sealed class DeliverySlot(Subscription subscription, int slot) : Timed
{
    public Subscription Subscription { get; } = subscription;

    public int Slot { get; } = slot;

    public uint Serial { get; set; }

    public DeliveryState State { get; set; }

    /// <summary>Nacks and expired deadlines; the delivery attempt is one more (Pub/Sub docs, "Dead-letter topics").</summary>
    public int Failures { get; set; }

    public StoredMessage Message { get; set; } = null!;

    /// <summary>When its lease began, in UTC ticks; 0 once the deadline was moved.</summary>
    public long LeasedAt { get; set; }

    /// <summary>Its current or last consumer.</summary>
    public Consumer? Holder { get; set; }

    /// <summary>The lane of its ordering key, on a subscription with ordering.</summary>
    public KeyLane? Lane { get; set; }

    internal DeliverySlot? Next { get; set; }

    internal DeliverySlot? Previous { get; set; }

    public AckId AckId => new(Subscription.Number, Slot, Serial, Subscription.Topic.Start);
}

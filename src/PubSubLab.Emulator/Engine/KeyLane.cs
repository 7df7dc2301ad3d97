namespace PubSubLab.Emulator.Engine;

/// <summary>
/// The messages of one ordering key in one subscription (Pub/Sub docs, "Order messages"). What was sent stands in publish
/// order until everything before it is acknowledged, because a redelivery brings all later messages of the key again.
/// </summary>
internal sealed class KeyLane(string key, HeldBytes held)
{
    private DeliveryList _sent;

    public string Key { get; } = key;

    /// <summary>Sent and not yet done with, oldest first; acknowledged ones too while an earlier one is open.</summary>
    public ref DeliveryList Sent => ref _sent;

    /// <summary>Never sent, oldest first.</summary>
    public MessageQueue Fresh { get; } = new(held);

    /// <summary>
    /// The first delivery that is to be sent again; everything after it in <see cref="Sent"/> is to be sent again too.
    /// Null when the next one is a fresh one.
    /// </summary>
    public DeliverySlot? Resend { get; set; }

    /// <summary>Deliveries that are assigned or leased now.</summary>
    public int Outstanding { get; set; }

    /// <summary>Their consumer: while any is outstanding, the key's messages go to it only.</summary>
    public Consumer? Owner { get; set; }

    /// <summary>Whether it stands in a queue of lanes that can send.</summary>
    public bool IsQueued { get; set; }

    public bool HasNext => Resend is null ? Fresh.Count > 0 : Resend.State == DeliveryState.Available;

    public bool IsEmpty => Sent.Count == 0 && Fresh.Count == 0;
}

namespace PubSubLab.Emulator.Engine;

/// <summary>
/// Somebody who waits for messages of a subscription, with their flow control. The engine puts messages into the outbox;
/// the shell takes them out when it can send, and their leases begin then.
/// </summary>
internal class Consumer(ConsumerKind kind, long maxMessages, long maxBytes, int leaseSeconds)
{
    /// <summary>Limit of an outbox, so that one slow reader does not hold messages that others could take.</summary>
    private const int OutboxMessages = 1000;
    private const int OutboxBytes = 1 << 20;

    public ConsumerKind Kind { get; } = kind;

    /// <summary>Most outstanding messages; 0 or less: no limit (google.pubsub.v1.StreamingPullRequest.max_outstanding_messages).</summary>
    public long MaxMessages { get; set; } = maxMessages;

    /// <summary>No message is sent while this many bytes or more are outstanding; 0 or less: no limit.</summary>
    public long MaxBytes { get; } = maxBytes;

    /// <summary>The ack deadline of its deliveries; 0: the subscription's.</summary>
    public int LeaseSeconds { get; set; } = leaseSeconds;

    /// <summary>Its client, for observers.</summary>
    public EmulatorPeer? Peer { get; init; }

    public long Outstanding { get; internal set; }

    public long OutstandingBytes { get; internal set; }

    /// <summary>Place among the subscription's consumers, or -1 when detached.</summary>
    internal int Index { get; set; } = -1;

    internal bool IsOpen { get; set; }

    internal Queue<OutboxItem> Outbox { get; } = new();

    internal long BytesInOutbox { get; set; }

    /// <summary>Lanes that have messages for this consumer only and wait until it has room.</summary>
    internal List<KeyLane> ParkedLanes { get; } = [];

    internal bool HasRoom =>
        (MaxMessages <= 0 || Outstanding < MaxMessages) &&
        (MaxBytes <= 0 || OutstandingBytes < MaxBytes) &&
        Outbox.Count < OutboxMessages &&
        BytesInOutbox < OutboxBytes;

    /// <summary>A message that waits to be taken; stale when the delivery has another serial or state by then.</summary>
    internal readonly record struct OutboxItem(DeliverySlot Delivery, uint Serial, int Size);
}

using PubSubLab.Emulator.Transforms;

namespace PubSubLab.Emulator.Engine;

/// <summary>A consumer's deliveries for one response. Reused for the next.</summary>
internal sealed class DeliveryBatch
{
    /// <summary>A response stays under the 4 MiB that gRPC clients accept by default, unless one message alone is larger.</summary>
    public const int MaximumBytes = 3 << 20;

    public List<Item> Items { get; } = [];

    public long Bytes { get; private set; }

    /// <summary>Whether the bytes of some messages are on the disk only.</summary>
    public bool NeedsDisk { get; private set; }

    public int Count => Items.Count;

    /// <summary>Transforms that the deliveries pass before they are sent; null for none.</summary>
    public TransformChain? Transforms { get; set; }

    public bool HasRoomFor(int size) => Items.Count == 0 || (Bytes + size <= MaximumBytes && (Transforms is null || Items.Count < TransformRunner.BatchOf(Transforms)));

    public void Add(Item item)
    {
        Items.Add(item);
        Bytes += item.Message.Size;
        NeedsDisk |= !item.Message.IsInMemory;
    }

    public void Clear()
    {
        Items.Clear();
        Bytes = 0;
        NeedsDisk = false;
        Transforms = null;
    }

    /// <param name="Message">The message.</param>
    /// <param name="AckId">Acknowledges this delivery.</param>
    /// <param name="Attempt">The delivery attempt; 0 without a dead-letter policy (google.pubsub.v1.ReceivedMessage).</param>
    public readonly record struct Item(StoredMessage Message, AckId AckId, int Attempt);
}

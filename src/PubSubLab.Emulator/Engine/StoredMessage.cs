namespace PubSubLab.Emulator.Engine;

/// <summary>
/// A published message, kept once for all subscriptions of its topic, as the bytes that every delivery copies:
/// a whole <c>google.pubsub.v1.PubsubMessage</c> with its id and publish time. With a store the bytes may be on the disk only.
/// </summary>
internal sealed class StoredMessage
{
    /// <summary>A store writes a message of at most so many bytes into one row. A larger one has a second row, which a start does not read.</summary>
    public const int LargestInRow = 256;

    /// <summary>The message id as a number; rises with every message of a topic, so it is also the publish order.</summary>
    public readonly long Id;

    /// <summary>UTC ticks.</summary>
    public readonly long PublishTime;

    /// <summary>Bytes of the serialised PubsubMessage.</summary>
    public readonly int Size;

    /// <summary>Places that refer to it; see <see cref="HeldBytes"/>.</summary>
    public int Holders;

    /// <summary>Whether a store has an entry for it in some subscription.</summary>
    public bool HasEntries;

    /// <summary>Whether nothing refers to it any more and a store was told.</summary>
    public bool IsGone;

    private byte[]? _wire;

    public StoredMessage(byte[] wire, long id, long publishTime)
        : this(wire.Length, id, publishTime) => _wire = wire;

    /// <summary>A message with its bytes on the disk.</summary>
    public StoredMessage(int size, long id, long publishTime)
    {
        Size = size;
        Id = id;
        PublishTime = publishTime;
    }

    /// <summary>Whether its bytes are in memory.</summary>
    public bool IsInMemory => _wire is not null;

    /// <summary>The serialised PubsubMessage, which must be in memory.</summary>
    public byte[] Wire => _wire ?? throw new InvalidOperationException($"Message {Id} is on the disk only.");

    /// <summary>The message as observers see it.</summary>
    public PubsubMessageView View => new(Wire, Id, PublishTime);

    /// <summary>Bytes of it that are in memory.</summary>
    public int SizeInMemory => _wire?.Length ?? 0;

    /// <summary>Leaves its bytes to the disk; see <see cref="HeldBytes.Spill"/>.</summary>
    public void Spill() => _wire = null;
}

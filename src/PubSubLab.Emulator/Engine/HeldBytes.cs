namespace PubSubLab.Emulator.Engine;

/// <summary>
/// How many bytes a topic's messages take. Counted as they come and go, so that the figure does not depend on the collector.
/// Only the topic's writer touches it.
/// </summary>
internal sealed class HeldBytes
{
    /// <summary>A place in a queue.</summary>
    public const int Reference = 8;

    /// <summary>A delivery with its deadline and its place in an outbox.</summary>
    public const int DeliveryCost = 192;

    // The message object, and the header of its array.
    private const int MessageCost = 80;

    public long Total { get; private set; }

    /// <summary>Told of messages that nothing refers to; null without a store.</summary>
    public ChangeLog? Changes { get; set; }

    /// <summary>One more place refers to the message.</summary>
    public void Hold(StoredMessage message, int cost)
    {
        if (message.Holders++ == 0)
        {
            cost += message.SizeInMemory + MessageCost;
        }

        Total += cost;
    }

    /// <summary>One place less refers to the message; with the last one the message is gone.</summary>
    public void Release(StoredMessage message, int cost)
    {
        if (--message.Holders == 0)
        {
            cost += message.SizeInMemory + MessageCost;
            Changes?.Release(message);
        }

        Total -= cost;
    }

    /// <summary>The message's bytes stay on the disk only. Something refers to it.</summary>
    public void Spill(StoredMessage message)
    {
        Total -= message.SizeInMemory;
        message.Spill();
    }
}

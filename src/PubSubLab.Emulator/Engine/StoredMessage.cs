namespace PubSubLab.Emulator.Engine;

/// <summary>
/// A published message, kept once for all subscriptions of its topic, as the bytes that every delivery copies:
/// a whole <c>google.pubsub.v1.PubsubMessage</c> with its id and publish time.
/// </summary>
internal sealed class StoredMessage(byte[] wire, long id, long publishTime)
{
    /// <summary>The serialised PubsubMessage.</summary>
    public readonly byte[] Wire = wire;

    /// <summary>The message id as a number; rises with every message of a topic, so it is also the publish order.</summary>
    public readonly long Id = id;

    /// <summary>UTC ticks.</summary>
    public readonly long PublishTime = publishTime;

    /// <summary>Places that refer to it; see <see cref="HeldBytes"/>.</summary>
    public int Holders;

    /// <summary>Whether a store has an entry for it in some subscription.</summary>
    public bool HasEntries;

    /// <summary>Whether nothing refers to it any more and a store was told.</summary>
    public bool IsGone;

    /// <summary>The message as observers see it.</summary>
    public PubsubMessageView View => new(Wire, Id, PublishTime);

    public int Size => Wire.Length;
}

namespace PubSubLab.Emulator.Engine;

internal enum DeliveryState : byte
{
    /// <summary>The slot holds no message.</summary>
    Free,

    /// <summary>Waits to be sent again.</summary>
    Available,

    /// <summary>In a consumer's outbox; its lease begins when the consumer takes it.</summary>
    Assigned,

    /// <summary>Outstanding: sent, and not sent again before its ack deadline.</summary>
    Leased,

    /// <summary>Failed, and waits for the retry policy's backoff.</summary>
    BackingOff,

    /// <summary>Failed for the last time; the dead-letter topic has not confirmed it yet.</summary>
    DeadLettering,

    /// <summary>Acknowledged, and kept while an earlier message of its ordering key may still bring it back.</summary>
    Acknowledged,
}

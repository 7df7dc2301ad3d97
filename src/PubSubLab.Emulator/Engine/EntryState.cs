namespace PubSubLab.Emulator.Engine;

/// <summary>State of a message in one subscription, for a store. A message without an entry is new, or was sent where nobody counts on it.</summary>
internal enum EntryState : byte
{
    /// <summary>As if it were new: a seek brought it back.</summary>
    New = 0,

    /// <summary>Waits, after failures; perhaps for a backoff.</summary>
    Waiting = 1,

    /// <summary>Outstanding until a deadline.</summary>
    Leased = 2,

    /// <summary>The subscription is done with it.</summary>
    Done = 3,

    /// <summary>Acknowledged, and kept for a seek (google.pubsub.v1.Subscription.retain_acked_messages).</summary>
    Retained = 4,
}

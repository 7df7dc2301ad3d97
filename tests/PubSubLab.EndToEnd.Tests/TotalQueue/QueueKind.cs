namespace PubSubLab.TotalQueue;

/// <summary>The subscription's guarantees.</summary>
public enum QueueKind
{
    /// <summary>Each message at least once.</summary>
    Plain,

    /// <summary>Each message at least once, those of a key in their order.</summary>
    Ordered,

    /// <summary>No message again after a confirmed acknowledgement.</summary>
    ExactlyOnce,
}

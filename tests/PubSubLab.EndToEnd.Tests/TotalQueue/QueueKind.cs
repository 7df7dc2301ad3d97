namespace PubSubLab.TotalQueue;

/// <summary>What the subscription promises.</summary>
public enum QueueKind
{
    /// <summary>Each message at least once.</summary>
    Plain,

    /// <summary>Each message at least once, those of a key in their order.</summary>
    Ordered,

    /// <summary>No message again after a confirmed acknowledgement.</summary>
    ExactlyOnce,
}

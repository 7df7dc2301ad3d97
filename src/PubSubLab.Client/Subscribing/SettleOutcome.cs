namespace Google.Cloud.PubSub.V1;

/// <summary>Fate of an ack or a nack.</summary>
internal enum SettleOutcome
{
    /// <summary>The service took it.</summary>
    Confirmed,

    /// <summary>The service did not take it; it is sent again after a pause.</summary>
    Retried,

    /// <summary>The service did not take it, and it is not sent again. The message is delivered again when its lease ends.</summary>
    Failed,

    /// <summary>It was never sent: the subscriber stopped first.</summary>
    Unsent,
}

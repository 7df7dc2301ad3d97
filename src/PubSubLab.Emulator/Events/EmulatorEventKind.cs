namespace PubSubLab.Emulator;

/// <summary>Kind of an <see cref="EmulatorEvent"/>.</summary>
public enum EmulatorEventKind
{
    /// <summary>A topic was created.</summary>
    TopicCreated,

    /// <summary>A topic was deleted.</summary>
    TopicDeleted,

    /// <summary>A subscription was created.</summary>
    SubscriptionCreated,

    /// <summary>A subscription was deleted, by a call or by its expiration policy (then <see cref="EmulatorEvent.Detail"/> says so).</summary>
    SubscriptionDeleted,

    /// <summary>A topic has a new message.</summary>
    Published,

    /// <summary>A subscription's filter did not let a message pass.</summary>
    FilteredOut,

    /// <summary>A message was sent to a consumer; its lease begins.</summary>
    Delivered,

    /// <summary>A delivery was acknowledged.</summary>
    Acked,

    /// <summary>A delivery was given back by a deadline of 0.</summary>
    Nacked,

    /// <summary>
    /// A delivery's deadline was moved for the first time, within a second of the delivery: the receipt that client libraries send by
    /// themselves, after which the lease lasts as long as the client wants.
    /// </summary>
    Receipt,

    /// <summary>A delivery's deadline was moved later on.</summary>
    LeaseExtended,

    /// <summary>A delivery's deadline passed.</summary>
    LeaseExpired,

    /// <summary>A message failed for the last time and is now in the dead-letter topic.</summary>
    DeadLettered,

    /// <summary>A StreamingPull stream opened.</summary>
    StreamOpened,

    /// <summary>A StreamingPull stream ended; <see cref="EmulatorEvent.Detail"/> says how.</summary>
    StreamClosed,

    /// <summary>A message was older than the subscription's retention and was dropped.</summary>
    Expired,

    /// <summary>A subscription was moved to a time or a snapshot.</summary>
    Sought,

    /// <summary>An acknowledgement was lost on its way, as a fault orders; the message stays outstanding.</summary>
    AckLost,

    /// <summary>A topic's or subscription's transforms returned a message; <see cref="EmulatorEvent.Detail"/> says what changed.</summary>
    Transformed,

    /// <summary>A transform returned null: a topic did not store the message, or a subscription is done with it.</summary>
    TransformFiltered,

    /// <summary>A transform failed, as <see cref="EmulatorEvent.Detail"/> says: a topic refused the publish, or a subscription sends the message again.</summary>
    TransformFailed,
}

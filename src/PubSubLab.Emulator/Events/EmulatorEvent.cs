
namespace PubSubLab.Emulator;

/// <summary>Something that happened inside the emulator.</summary>
/// <param name="Kind">The kind of fault.</param>
/// <param name="Time">When, by the emulator's clock.</param>
/// <param name="Topic">Full name of the topic, where one is concerned.</param>
/// <param name="Subscription">Full name of the subscription, where one is concerned.</param>
/// <param name="MessageId">The message's id, where one is concerned.</param>
/// <param name="DeliveryAttempt">Which delivery of the message this is about, from 1; 0 where none is. Unlike on the wire it is counted without a dead-letter policy too.</param>
/// <param name="Peer">The client that caused or received it, if known.</param>
/// <param name="Message">The message, where one is concerned.</param>
/// <param name="Detail">More in words, where there is more to say.</param>
public readonly record struct EmulatorEvent(
    EmulatorEventKind Kind,
    DateTimeOffset Time,
    string? Topic,
    string? Subscription,
    string? MessageId,
    int DeliveryAttempt,
    EmulatorPeer? Peer,
    PubsubMessageView? Message,
    string? Detail);

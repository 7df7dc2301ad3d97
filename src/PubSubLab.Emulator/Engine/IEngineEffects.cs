using PubSubLab.Emulator.Topics;

namespace PubSubLab.Emulator.Engine;

/// <summary>The engine's effects on the outside. Called during a command; must not call back into the engine.</summary>
internal interface IEngineEffects
{
    /// <summary>Whether anybody watches; without a watcher no event is made.</summary>
    bool IsObserved { get; }

    /// <summary>Something is in the consumer's outbox that was empty, or what the consumer's subscription is like has changed.</summary>
    void Ready(Consumer consumer);

    /// <summary>The consumer was thrown out, because its subscription was deleted, detached or switched.</summary>
    void Evicted(Consumer consumer, EvictionReason reason);

    /// <summary>The delivery has failed for the last time and is to be published to the dead-letter topic; answered by <see cref="TopicEngine.DeadLettered"/>.</summary>
    void DeadLetter(DeliverySlot delivery, DeadLetterRule rule);

    /// <summary>The subscription was not used for as long as its expiration policy allows; the shell deletes it.</summary>
    void SubscriptionExpired(Subscription subscription);

    /// <summary>The snapshot's time is over; the shell deletes it.</summary>
    void SnapshotExpired(Snapshot snapshot);

    /// <summary>The attributes and the ordering key of messages on the disk, each as a serialised PubsubMessage; empty where that is lost.</summary>
    IReadOnlyList<byte[]> ReadHeads(IReadOnlyList<StoredMessage> messages);

    /// <summary>Something happened.</summary>
    void Observe(EmulatorEventKind kind, long time, Subscription? subscription, StoredMessage? message, int attempt, EmulatorPeer? peer, string? detail);
}

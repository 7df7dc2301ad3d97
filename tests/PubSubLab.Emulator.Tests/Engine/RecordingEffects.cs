
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Topics;

namespace PubSubLab.Emulator.Tests.Engine;

/// <summary>Records an engine's effects for the test.</summary>
internal sealed class RecordingEffects : IEngineEffects
{
    public Queue<(DeliverySlot Delivery, uint Serial, DeadLetterRule Rule)> DeadLetters { get; } = new();

    public bool IsObserved => false;

    public void Ready(Consumer consumer)
    {
    }

    public void Evicted(Consumer consumer, EvictionReason reason)
    {
    }

    public void DeadLetter(DeliverySlot delivery, DeadLetterRule rule) => DeadLetters.Enqueue((delivery, delivery.Serial, rule));

    public void SubscriptionExpired(Subscription subscription)
    {
    }

    public void SnapshotExpired(Snapshot snapshot)
    {
    }

    public IReadOnlyList<byte[]> ReadHeads(IReadOnlyList<StoredMessage> messages) => throw new NotSupportedException("Every message is in memory.");

    public void Observe(EmulatorEventKind kind, long time, Subscription? subscription, StoredMessage? message, int attempt, EmulatorPeer? peer, string? detail)
    {
    }
}

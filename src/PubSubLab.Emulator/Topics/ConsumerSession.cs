
using PubSubLab.Emulator.Engine;

namespace PubSubLab.Emulator.Topics;

/// <summary>A consumer with somebody behind it who can be woken.</summary>
internal sealed class ConsumerSession(ConsumerKind kind, Subscription subscription, long maxMessages, long maxBytes, int leaseSeconds)
    : Consumer(kind, maxMessages, maxBytes, leaseSeconds)
{
    public Subscription Subscription { get; } = subscription;

    /// <summary>Set when there is something to take, and when the consumer was thrown out.</summary>
    public AsyncSignal Signal { get; } = new();

    /// <summary>Why it was thrown out; null while it is in.</summary>
    public EvictionReason? Evicted { get; set; }
}

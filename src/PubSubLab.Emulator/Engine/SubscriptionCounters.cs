using System.Runtime.InteropServices;

namespace PubSubLab.Emulator.Engine;

/// <summary>Where the messages of a subscription went: Received + SoughtBack = backlog + outstanding + the rest.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct SubscriptionCounters
{
    public long Received;
    public long Acknowledged;
    public long DeadLettered;
    public long Expired;
    public long SoughtAway;
    public long SoughtBack;
}

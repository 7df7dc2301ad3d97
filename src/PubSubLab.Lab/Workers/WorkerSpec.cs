using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Workers;

/// <summary>A worker's specification.</summary>
public sealed record WorkerSpec
{
    /// <summary>The handler's name in the catalog. Default: <c>echo</c>.</summary>
    public string Handler { get; init; } = "echo";

    /// <summary>Which tasks it keeps. Default: everything.</summary>
    public AcceptanceRule Accepts { get; init; } = AcceptanceRule.Everything;

    /// <summary>The subscription's id; null for the lab's own.</summary>
    public string? Subscription { get; init; }

    /// <summary>Its name; null for the next free one: w1, w2, …</summary>
    public string? Name { get; init; }

    /// <summary>Limit of outstanding tasks. Default: 1,000, as in the official client.</summary>
    public int MaxInFlight { get; init; } = 1_000;

    /// <summary>An attribute of tasks that no handler can handle; null where there is none.</summary>
    public string? PoisonAttribute { get; init; }

    /// <summary>Acknowledge after the handler; null, the default, for the backend's own setting.</summary>
    public bool? AcksLate { get; init; }

    /// <summary>Lease duration without extension. Default: 10 s, the shortest that Pub/Sub allows.</summary>
    public TimeSpan AckDeadline { get; init; } = SubscribeOptions.DefaultAckDeadline;
}

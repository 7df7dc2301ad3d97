namespace PubSubLab.Lab.Routing;

/// <summary>One of several strategies that run side by side, as it stood when it was looked at.</summary>
public sealed record LaneSnapshot
{
    /// <summary>The strategy's name.</summary>
    public required string Strategy { get; init; }

    /// <summary>How far it has come.</summary>
    public required LaneState State { get; init; }

    /// <summary>Why it does not run, or what it left behind, in a sentence; null where nothing went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>Its subscriptions.</summary>
    public required IReadOnlyList<LaneBranch> Branches { get; init; }

    /// <summary>Topics that it takes.</summary>
    public double Topics { get; init; }

    /// <summary>Subscriptions that it takes.</summary>
    public double Subscriptions { get; init; }

    /// <summary>Messages that are to be sent.</summary>
    public int Messages { get; init; }

    /// <summary>Messages that the broker took.</summary>
    public int Published { get; init; }

    /// <summary>Messages that the worker of their user kept.</summary>
    public int Useful { get; init; }

    /// <summary>Deliveries to workers.</summary>
    public long Deliveries { get; init; }

    /// <summary>Deliveries that were nacked.</summary>
    public long Nacks { get; init; }

    /// <summary>Messages that a dead-letter policy took away.</summary>
    public int DeadLettered { get; init; }

    /// <summary>Kept by a worker that their user is not connected to.</summary>
    public int WronglyDelivered { get; init; }

    /// <summary>Published, and not at their end yet.</summary>
    public int Waiting { get; init; }

    /// <summary>Taken by the broker and never delivered; known at the end only, 0 until then.</summary>
    public int Lost { get; init; }

    /// <summary>Half of the useful messages took at most this long from publish to keep, in ms.</summary>
    public double LatencyP50 { get; init; }

    /// <summary>99 of 100 took at most this long, in ms.</summary>
    public double LatencyP99 { get; init; }

    /// <summary>Deliveries a second over the last minute, a figure for each <see cref="SideBySide.SamplePeriod"/>, the oldest first.</summary>
    public IReadOnlyList<long> Rates { get; init; } = [];

    /// <summary>Deliveries for each useful message: 1 is calm. Null while there is none.</summary>
    public double? DeliveriesPerUseful => Useful == 0 ? null : (double)Deliveries / Useful;
}

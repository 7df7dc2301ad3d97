namespace PubSubLab.Lab.Routing;

/// <summary>One strategy's figures for a crowd's messages.</summary>
public sealed record RoutingMeasurement
{
    /// <summary>The strategy's name.</summary>
    public required string Strategy { get; init; }

    /// <summary>Method: <c>streams</c> and <c>pulls</c> are measured, <c>computed</c> is not.</summary>
    public required string How { get; init; }

    /// <summary>Users.</summary>
    public required int Users { get; init; }

    /// <summary>Workers.</summary>
    public required int Workers { get; init; }

    /// <summary>Messages to be sent.</summary>
    public required int Messages { get; init; }

    /// <summary>Messages the broker took.</summary>
    public int Published { get; init; }

    /// <summary>Publishes, including those of messages that were passed on.</summary>
    public long Publishes { get; init; }

    /// <summary>Messages that the worker of their user kept.</summary>
    public int Useful { get; init; }

    /// <summary>Deliveries.</summary>
    public long Deliveries { get; init; }

    /// <summary>Deliveries for each useful message.</summary>
    public double DeliveriesPerUseful { get; init; }

    /// <summary>Nacks.</summary>
    public long Nacks { get; init; }

    /// <summary>Messages in the dead-letter topic.</summary>
    public int DeadLettered { get; init; }

    /// <summary>Kept by a worker that their user was not connected to, or come by another subscription than the user's.</summary>
    public int WronglyDelivered { get; init; }

    /// <summary>Taken by the broker and never delivered.</summary>
    public int Lost { get; init; }

    /// <summary>Still on their way when the time was up, or the run was stopped.</summary>
    public int Unfinished { get; init; }

    /// <summary>Kept once more after the first time.</summary>
    public int Duplicates { get; init; }

    /// <summary>Passed on to another instance.</summary>
    public int Forwarded { get; init; }

    /// <summary>Held back because their user was nowhere.</summary>
    public int Parked { get; init; }

    /// <summary>Connections made, dropped or moved while messages flowed.</summary>
    public int Moves { get; init; }

    /// <summary>Half of the useful messages took at most this long from publish to keep, in ms.</summary>
    public double LatencyP50 { get; init; }

    /// <summary>99 of 100 took at most this long, in ms.</summary>
    public double LatencyP99 { get; init; }

    /// <summary>The longest, in ms.</summary>
    public double LatencyMax { get; init; }

    /// <summary>Latency in ms that 0, 2, 4, … 100 % of the useful messages did not pass.</summary>
    public IReadOnlyList<double> LatencyQuantiles { get; init; } = [];

    /// <summary>Topics used.</summary>
    public double Topics { get; init; }

    /// <summary>Subscriptions used, all together.</summary>
    public double Subscriptions { get; init; }

    /// <summary>Subscriptions on one topic.</summary>
    public double SubscriptionsPerTopic { get; init; }

    /// <summary>Streams held, or pairs of worker and subscription that were pulled.</summary>
    public int Listeners { get; init; }

    /// <summary>Seconds until everything was made and everybody listened.</summary>
    public double SetUpSeconds { get; init; }

    /// <summary>Seconds from the first publish until the last message was settled.</summary>
    public double RunSeconds { get; init; }

    /// <summary>CPU seconds of this process during set-up and run: with the embedded emulator, broker and workers together.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>The most memory that this process had during it, in MiB; with the embedded emulator, broker and workers together.</summary>
    public double PeakMemoryMiB { get; init; }

    /// <summary>Deliveries per useful message in theory, at random.</summary>
    public double TheoryAtRandom { get; init; }

    /// <summary>Deliveries per useful message in theory, in turn.</summary>
    public double TheoryInTurn { get; init; }

    /// <summary>Standard error of the measured figure, at random.</summary>
    public double ErrorAtRandom { get; init; }

    /// <summary>Standard error of the measured figure, in turn.</summary>
    public double ErrorInTurn { get; init; }

    /// <summary>The curve that the measured figure follows: <c>random</c>, <c>in turn</c>, <c>both</c> or <c>neither</c>.</summary>
    public string Curve { get; init; } = "";

    /// <summary>Distance from the nearest curve in standard errors.</summary>
    public double Deviation { get; init; }

    /// <summary>Share of messages that theory dead-letters, at random.</summary>
    public double TheoryDeadLetteredAtRandom { get; init; }

    /// <summary>Share of messages that theory dead-letters, in turn.</summary>
    public double TheoryDeadLetteredInTurn { get; init; }

    /// <summary>Bytes billed for a useful message.</summary>
    public double BilledBytesPerMessage { get; init; }

    /// <summary>Estimated US dollars a month at the report's volume.</summary>
    public double DollarsPerMonth { get; init; }

    /// <summary>The limit it meets first.</summary>
    public string Limit { get; init; } = "";

    /// <summary>The limits of a real project that this run exceeded.</summary>
    public IReadOnlyList<string> RealProjectRefuses { get; init; } = [];

    /// <summary>Whether it was stopped before its end.</summary>
    public bool Stopped { get; init; }

    /// <summary>Whether it was measured.</summary>
    public bool IsMeasured => How != "computed";
}

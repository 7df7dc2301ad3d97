namespace PubSubLab.Lab.Journal;

/// <summary>Counts at one moment.</summary>
public sealed record TotalsSnapshot
{
    /// <summary>Messages the broker took.</summary>
    public long Published { get; init; }

    /// <summary>Messages it did not take.</summary>
    public long PublishFailed { get; init; }

    /// <summary>Messages that were sent and got no answer: the broker may have them.</summary>
    public long PublishUnknown { get; init; }

    /// <summary>Times a filter let a message pass by.</summary>
    public long FilteredOut { get; init; }

    /// <summary>Deliveries, first ones and repeated ones.</summary>
    public long Delivered { get; init; }

    /// <summary>Acknowledgements.</summary>
    public long Acked { get; init; }

    /// <summary>Nacks.</summary>
    public long Nacked { get; init; }

    /// <summary>Lease extensions.</summary>
    public long LeasesExtended { get; init; }

    /// <summary>Leases that ended without an answer.</summary>
    public long LeasesExpired { get; init; }

    /// <summary>Messages moved to a dead-letter topic.</summary>
    public long DeadLettered { get; init; }

    /// <summary>Errors and workers that failed.</summary>
    public long Errors { get; init; }
}

namespace PubSubLab.Lab.Journal;

/// <summary>One worker's counts at one moment.</summary>
public sealed record WorkerTally(string Worker)
{
    /// <summary>The subscription it was last seen on.</summary>
    public string? Subscription { get; init; }

    /// <summary>Deliveries it got.</summary>
    public long Delivered { get; init; }

    /// <summary>Messages it acknowledged.</summary>
    public long Acked { get; init; }

    /// <summary>Acknowledgements of it that the broker did not confirm.</summary>
    public long Unconfirmed { get; init; }

    /// <summary>Messages it gave back.</summary>
    public long Nacked { get; init; }

    /// <summary>Leases of its deliveries that ended without an answer.</summary>
    public long Expired { get; init; }

    /// <summary>Its outstanding deliveries.</summary>
    public int InHand { get; init; }

    /// <summary>When it last did anything, on the journal's clock.</summary>
    public TimeSpan LastAt { get; init; }

    /// <summary>For another program's stream: whether it is open; null for a worker of this lab.</summary>
    public bool? Connected { get; init; }
}

namespace PubSubLab.Simulation.Checks;

/// <summary>The history of one message in one subscription.</summary>
internal sealed class CopyModel(MessageModel message, int place)
{
    public MessageModel Message => message;

    /// <summary>Place within its ordering key.</summary>
    public int Place => place;

    public int Deliveries { get; set; }

    /// <summary>Deliveries whose lease a client has taken or extended.</summary>
    public int Receipts { get; set; }

    /// <summary>Whether the newest delivery is one of <see cref="Receipts"/>.</summary>
    public bool IsReceipted { get; set; }

    /// <summary>Handlers that began.</summary>
    public int Starts { get; set; }

    /// <summary>Whether any handler has answered with an ack.</summary>
    public bool AckReplied { get; set; }

    /// <summary>Whether the server has taken an ack.</summary>
    public bool Acked { get; set; }

    /// <summary>Whether a subscriber was told so, so that a restart may not forget it.</summary>
    public bool AckConfirmed { get; set; }

    /// <summary>The highest delivery attempt that a handler was told.</summary>
    public int Attempt { get; set; }

    /// <summary>Number of leases that began or ended.</summary>
    public int Lease { get; private set; }

    /// <summary>Until then a client relies on a lease that the server has confirmed; UTC ticks, 0 for none.</summary>
    public long LeasedUntil { get; set; }

    public bool DeadLettered { get; set; }

    /// <summary>Whether it has had its attempts and is on its way to the dead-letter topic. Its key does not wait for that.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>The look at the backlog that has seen it last.</summary>
    public long SeenAt { get; set; }

    /// <summary>A lease begins or ends.</summary>
    public void EndLease()
    {
        Lease++;
        LeasedUntil = 0;
    }

    public bool IsGone => Acked || DeadLettered;
}

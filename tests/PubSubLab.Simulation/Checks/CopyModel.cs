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

    public bool DeadLettered { get; set; }

    /// <summary>The look at the backlog that has seen it last.</summary>
    public long SeenAt { get; set; }

    public bool IsGone => Acked || DeadLettered;
}

namespace PubSubLab.Simulation.Checks;

/// <summary>A subscription of a run, with what the ledger knows of its messages.</summary>
internal sealed class SubscriptionModel
{
    /// <summary>Short name.</summary>
    public required string Id { get; init; }

    /// <summary>Short name of its topic.</summary>
    public required string Topic { get; init; }

    public bool IsOrdered { get; init; }

    public bool IsExactlyOnce { get; init; }

    public bool IsPush { get; init; }

    /// <summary>Attempts before a message goes to the dead-letter topic; 0 for no such topic.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>Value of the attribute <c>color</c> that its filter wants; null for all.</summary>
    public string? Color { get; init; }

    public int AckDeadlineSeconds { get; init; } = 10;

    /// <summary>Its copies by message id.</summary>
    public Dictionary<long, CopyModel> Copies { get; } = [];

    /// <summary>Copies that the subscription may still have.</summary>
    public List<CopyModel> Live { get; } = [];

    /// <summary>The copies of each ordering key, in the order of their publishing, and the place of the newest delivery.</summary>
    public Dictionary<string, KeyModel> Keys { get; } = [];

    /// <summary>Whether the message comes again with an earlier one of its key.</summary>
    public bool Rewinds(CopyModel copy) => IsOrdered && copy.Message.Key.Length > 0;

    /// <summary>Whether that is so even after its ack.</summary>
    public bool MayReturn(CopyModel copy) => Rewinds(copy) && !IsExactlyOnce;

    public bool Wants(MessageModel message) => message.Topic == Topic && (Color is null || Color == message.Color);
}

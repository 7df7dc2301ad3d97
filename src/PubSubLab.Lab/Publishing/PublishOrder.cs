namespace PubSubLab.Lab.Publishing;

/// <summary>What to publish, how often, and where to.</summary>
/// <param name="Draft">The task.</param>
public sealed record PublishOrder(TaskDraft Draft)
{
    /// <summary>How many tasks; null for a stream without end. Default: 1.</summary>
    public int? Count { get; init; } = 1;

    /// <summary>The time from one task to the next; zero for as fast as the broker takes them. Default: zero.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>The topic's id; null for the lab's own.</summary>
    public string? Topic { get; init; }
}

namespace PubSubLab.Lab.Publishing;

/// <summary>A task to publish, with number, rate and topic.</summary>
/// <param name="Draft">The task.</param>
public sealed record PublishOrder(TaskDraft Draft)
{
    /// <summary>Number of tasks; null for an endless stream. Default: 1.</summary>
    public int? Count { get; init; } = 1;

    /// <summary>The time from one task to the next; zero for as fast as the broker takes them. Default: zero.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>The task of a number, from 1; null for <see cref="Draft"/> each time.</summary>
    public Func<int, TaskDraft>? DraftOf { get; init; }

    /// <summary>The time after the task of a number; null for <see cref="Every"/> each time.</summary>
    public Func<int, TimeSpan>? GapAfter { get; init; }

    /// <summary>The topic's id; null for the lab's own.</summary>
    public string? Topic { get; init; }
}

namespace PubSubLab.Lab.Publishing;

/// <summary>An order's progress.</summary>
/// <param name="Published">Tasks the broker has.</param>
/// <param name="Refused">Tasks it did not take.</param>
/// <param name="Unknown">Tasks that were sent and got no answer: the broker may have them.</param>
/// <param name="Total">The ordered number; null for an endless stream.</param>
public sealed record PublishProgress(long Published, long Refused, long Unknown, int? Total)
{
    /// <summary>Tasks that were sent, and whose outcome is told.</summary>
    public long Answered => Published + Refused + Unknown;

    /// <summary>Tasks that were never sent.</summary>
    public long NeverTried => Total is { } total ? total - Answered : 0;

    /// <summary>Why the first task failed; null where none did.</summary>
    public string? Reason { get; init; }
}

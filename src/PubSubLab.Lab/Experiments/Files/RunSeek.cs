namespace PubSubLab.Lab.Experiments.Files;

/// <summary>A seek of a subscription.</summary>
/// <param name="Subscription">The subscription, by its name in the run.</param>
/// <param name="At">The moment of the seek.</param>
/// <param name="Place">The number of events before it.</param>
internal sealed record RunSeek(string Subscription, TimeSpan At, int Place)
{
    /// <summary>The time that it goes to, on the journal's clock; null for a snapshot.</summary>
    public TimeSpan? ToTime { get; init; }

    /// <summary>The number of events before its snapshot.</summary>
    public int ToPlace { get; init; }
}

namespace PubSubLab.Tui.Timeline;

/// <summary>The workers whose lanes the timeline shows.</summary>
/// <param name="Alive">The workers that are alive. One without a bar in sight has one row.</param>
internal sealed record LaneOwners(IReadOnlyList<string> Alive)
{
    /// <summary>Whether the worker belongs to the running experiment; its lanes come first.</summary>
    public Predicate<string> ComesFirst { get; init; } = static _ => false;

    /// <summary>When the worker's experiment ended; null for any other worker. Its lanes leave then.</summary>
    public Func<string, TimeSpan?> LeftAt { get; init; } = static _ => null;
}

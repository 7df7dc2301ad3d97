namespace PubSubLab.Lab.Journal;

/// <summary>What happened to one message, oldest first. Of a long journey its beginning and its end: one that is nacked without end has a hundred thousand steps.</summary>
/// <param name="Beginning">The first events that are kept, or all of them.</param>
/// <param name="LeftOut">How many come between.</param>
/// <param name="End">The newest events; empty where nothing was left out.</param>
public sealed record MessageJourney(IReadOnlyList<LabEvent> Beginning, int LeftOut, IReadOnlyList<LabEvent> End)
{
    /// <summary>All events that were not left out.</summary>
    public IEnumerable<LabEvent> Events => Beginning.Concat(End);
}

namespace PubSubLab.Lab.Journal;

/// <summary>The events of one message, oldest first. A long journey has only its beginning and end: a message can be nacked 100,000 times.</summary>
/// <param name="Beginning">The first events that are kept, or all of them.</param>
/// <param name="LeftOut">Number of omitted events.</param>
/// <param name="End">The newest events; empty where nothing was left out.</param>
public sealed record MessageJourney(IReadOnlyList<LabEvent> Beginning, int LeftOut, IReadOnlyList<LabEvent> End)
{
    /// <summary>All events that were not left out.</summary>
    public IEnumerable<LabEvent> Events => Beginning.Concat(End);
}

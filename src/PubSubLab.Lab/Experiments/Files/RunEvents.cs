using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>The events and seeks of a run, each in order.</summary>
/// <param name="Events">The events.</param>
/// <param name="Seeks">The seeks.</param>
internal sealed record RunEvents(IReadOnlyList<LabEvent> Events, IReadOnlyList<RunSeek> Seeks);

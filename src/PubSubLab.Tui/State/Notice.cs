namespace PubSubLab.Tui.State;

/// <summary>A sentence that stands in the status bar for a while.</summary>
/// <param name="Text">The message.</param>
/// <param name="IsError">Whether something went wrong.</param>
/// <param name="Until">When it goes away, in time since the screen opened.</param>
/// <param name="Holds">Reads whether its state still holds; it goes away with that. Null for a notice about no state.</param>
internal sealed record Notice(string Text, bool IsError, TimeSpan Until, Func<bool>? Holds = null);

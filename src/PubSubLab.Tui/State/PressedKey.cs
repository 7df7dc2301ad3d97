namespace PubSubLab.Tui.State;

/// <summary>A key as an audience sees it.</summary>
/// <param name="Chord">The key.</param>
/// <param name="Meaning">The command that it ran; empty for none.</param>
/// <param name="Times">Number of times in a row.</param>
/// <param name="Until">When it leaves the screen, on the person's clock.</param>
internal sealed record PressedKey(string Chord, string Meaning, int Times, TimeSpan Until);

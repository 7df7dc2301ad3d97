namespace PubSubLab.Tui.Frames;

/// <summary>A frame of a film.</summary>
/// <param name="At">When it appears, from the film's beginning.</param>
/// <param name="Frame">The screen.</param>
public readonly record struct FilmFrame(TimeSpan At, ScreenFrame Frame);

namespace PubSubLab.Tui.Frames;

/// <summary>One cell of a frame.</summary>
/// <param name="Text">Its character.</param>
/// <param name="Front">Its colour as <c>#rrggbb</c>; null for the terminal's own, <c>ground</c> for the terminal's background.</param>
/// <param name="Ground">Its background as <c>#rrggbb</c>; null for the terminal's own, <c>text</c> for the terminal's foreground.</param>
/// <param name="Bold">Whether it is bold.</param>
/// <param name="Faint">Whether it is faint.</param>
/// <param name="Underline">Whether it is underlined.</param>
public readonly record struct FrameCell(string Text, string? Front, string? Ground, bool Bold, bool Faint, bool Underline);

namespace PubSubLab.Tui.Frames;

/// <summary>The look of a run of cells, with every colour known.</summary>
/// <param name="Front">The text's colour, <c>#rrggbb</c>.</param>
/// <param name="Ground">The background, <c>#rrggbb</c>.</param>
/// <param name="Bold">Whether it is bold.</param>
/// <param name="Faint">Whether it is faint.</param>
/// <param name="Underline">Whether it is underlined.</param>
internal readonly record struct FrameLook(string Front, string Ground, bool Bold, bool Faint, bool Underline)
{
    private const string TerminalText = "#d0d0d0";
    private const string TerminalGround = "#101010";

    /// <summary>The CSS of what is not a colour, each declaration after a semicolon.</summary>
    public string Css => $"{(Bold ? ";font-weight:700" : "")}{(Faint ? ";opacity:.65" : "")}{(Underline ? ";text-decoration:underline" : "")}";

    /// <summary>The background that most cells of a frame have.</summary>
    public static string GroundOf(ScreenFrame frame)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var y = 0; y < frame.Height; y++)
        {
            for (var x = 0; x < frame.Width; x++)
            {
                var ground = Of(frame[x, y], TerminalGround).Ground;
                counts[ground] = counts.GetValueOrDefault(ground) + 1;
            }
        }

        return counts.MaxBy(c => c.Value).Key;
    }

    /// <summary>The look of a cell.</summary>
    public static FrameLook Of(FrameCell cell, string ground) => new(
        cell.Front is "ground" ? ground : cell.Front ?? TerminalText,
        cell.Ground is "text" ? TerminalText : cell.Ground ?? ground,
        cell.Bold, cell.Faint, cell.Underline);
}

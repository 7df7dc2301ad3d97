using System.Text;

namespace PubSubLab.Tui.Frames;

/// <summary>Neighbouring cells of one look.</summary>
/// <param name="X">The first column.</param>
/// <param name="Cells">Number of columns.</param>
/// <param name="Text">The text, safe for a terminal and for XML.</param>
/// <param name="Look">The look.</param>
internal readonly record struct FrameRun(int X, int Cells, string Text, FrameLook Look)
{
    /// <summary>Whether nothing but the background is seen.</summary>
    public bool IsBlank => string.IsNullOrWhiteSpace(Text) && !Look.Underline;

    /// <summary>The runs of a stretch of a row.</summary>
    public static IEnumerable<FrameRun> Of(ScreenFrame frame, int y, int from, int to, string ground)
    {
        for (var x = from; x < to;)
        {
            var (start, look, text) = (x, FrameLook.Of(frame[x, y], ground), new StringBuilder());
            for (; x < to && FrameLook.Of(frame[x, y], ground) == look; x++)
            {
                text.Append(Safe(frame[x, y].Text));
            }

            yield return new FrameRun(start, x - start, text.ToString(), look);
        }
    }

    /// <summary>A text without half surrogate pairs and control characters, which are no text anywhere.</summary>
    public static string Safe(string text)
    {
        if (text.Length == 1 && text[0] is >= ' ' and < '\x7f')
        {
            return text;
        }

        var safe = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            safe.Append(Rune.IsControl(rune) || (rune.Value & 0xfffe) == 0xfffe ? Rune.ReplacementChar : rune);
        }

        return safe.ToString();
    }
}

namespace PubSubLab.Tui.Frames;

/// <summary>Stretches of rows that change.</summary>
internal static class FilmChange
{
    // Two changes with few cells between them cost less as one.
    private const int Gap = 4;

    /// <summary>The stretches of a row in which any of some frames differs from the first. No wide character is cut.</summary>
    public static IReadOnlyList<(int From, int To)> Of(IReadOnlyList<ScreenFrame> frames, int y)
    {
        var stretches = new List<(int From, int To)>();
        for (var x = 0; x < frames[0].Width; x++)
        {
            if (!Differs(frames, x, y))
            {
                continue;
            }

            var (from, to) = (x, x + 1);
            while (from > 0 && frames.Any(f => f[from, y].Text.Length == 0))
            {
                from--;
            }

            while (to < frames[0].Width && frames.Any(f => f[to, y].Text.Length == 0))
            {
                to++;
            }

            if (stretches.Count > 0 && from - stretches[^1].To <= Gap)
            {
                stretches[^1] = (stretches[^1].From, Math.Max(stretches[^1].To, to));
            }
            else
            {
                stretches.Add((from, to));
            }
        }

        return stretches;
    }

    private static bool Differs(IReadOnlyList<ScreenFrame> frames, int x, int y)
    {
        var first = frames[0][x, y];
        for (var i = 1; i < frames.Count; i++)
        {
            if (frames[i][x, y] != first)
            {
                return true;
            }
        }

        return false;
    }
}

namespace PubSubLab.Tui.Drawing;

/// <summary>Figures as bars of an eighth of a line: ▁▂▃▄▅▆▇█.</summary>
internal static class Sparkline
{
    private const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>A bar a value, the highest being full; a zero is the lowest bar, anything more stands out from it.</summary>
    public static string Of(IReadOnlyList<long> values)
    {
        var max = values.Count == 0 ? 0 : values.Max();
        return string.Concat(values.Select(v => v <= 0 || max == 0 ? Levels[0] : Levels[1 + (int)(v * (Levels.Length - 2) / max)]));
    }

    /// <summary>Bars over several rows, the upper one first; a zero is the lowest bar, anything more stands out from it.</summary>
    /// <param name="values">A bar a value.</param>
    /// <param name="highest">The value of a full bar, so that several drawings can be compared.</param>
    /// <param name="rows">Number of rows.</param>
    public static IReadOnlyList<string> Rows(IReadOnlyList<long> values, long highest, int rows)
    {
        if (rows <= 0)
        {
            return [];
        }

        var eighths = rows * Levels.Length;
        var heights = values.Select(v => v <= 0 || highest <= 0 ? 1 : Math.Clamp(1 + (int)Math.Round((double)v * (eighths - 1) / highest), 2, eighths)).ToList();
        return [.. Enumerable.Range(0, rows).Select(row => string.Concat(heights.Select(h =>
        {
            var inRow = Math.Clamp(h - ((rows - 1 - row) * Levels.Length), 0, Levels.Length);
            return inRow == 0 ? ' ' : Levels[inRow - 1];
        })))];
    }
}

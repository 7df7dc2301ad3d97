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
}

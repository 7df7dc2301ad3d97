namespace PubSubLab.Lab.Routing.Reporting;

/// <summary>The answer as one table in characters: each figure with a bar that compares the rows.</summary>
public static class AnswerTable
{
    private const int WideFrom = 110;
    private const int FigureWidth = 6;
    private const int LongestName = 16;
    private const string Missing = "-";

    private static readonly (string Wide, string Narrow, Func<AnswerRow, double?> Value, Func<double, string> Show)[] s_columns =
    [
        ("per useful", "per useful", r => r.PerUseful, v => $"{v:N2}"),
        ("p99", "p99", r => r.LatencyP99, v => v < 999.5 ? $"{v:N0} ms" : v < 99_950 ? $"{v / 1_000:N1} s" : $"{v / 1_000:N0} s"),
        ("bytes billed", "bytes", r => r.BilledBytes, v => v < 99_999.5 ? $"{v:N0}" : $"{v / 1_000:N0}k"),
        ("USD a month", "USD/month", r => r.Dollars, v => $"{v:N2}"),
    ];

    /// <summary>The heading, then a line for each row.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="width">Columns of the terminal; what breaks first is cut there.</param>
    public static IReadOnlyList<string> Lines(IReadOnlyList<AnswerRow> rows, int width)
    {
        var isWide = width >= WideFrom;
        var (bar, gap) = isWide ? (8, "  ") : (3, " ");
        var name = Math.Min(LongestName, rows.Select(r => r.Name.Length).DefaultIfEmpty(0).Max());
        var heading = string.Concat(s_columns.Select(c => gap + (isWide ? c.Wide : c.Narrow).PadRight(FigureWidth + 1 + bar)));
        var lines = new List<string> { TextBar.Cut($"{new string(' ', name)}{heading}  breaks first", width) };
        var highest = s_columns.Select(c => rows.Max(r => c.Value(r) ?? 0)).ToList();
        foreach (var row in rows)
        {
            var cells = s_columns.Select((c, i) => c.Value(row) is { } value
                ? $"{gap}{c.Show(value),FigureWidth} {Bar(value, highest[i], bar)}"
                : $"{gap}{Missing,FigureWidth} {new string(' ', bar)}");
            lines.Add(TextBar.Cut($"{row.Name[..Math.Min(name, row.Name.Length)].PadRight(name)}{string.Concat(cells)}  {row.BreaksFirst}".TrimEnd(), width));
        }

        return lines;
    }

    private static string Bar(double value, double highest, int cells)
    {
        // A bar of three cells has few steps: each one that is begun counts.
        var (full, empty) = TextBar.Of(value, highest, cells, MidpointRounding.ToPositiveInfinity);
        return full + empty;
    }
}

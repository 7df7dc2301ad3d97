using PubSubLab.Lab.Experiments;
using PubSubLab.Tui.Drawing;

namespace PubSubLab.Tui.Experiments;

/// <summary>
/// A comparison as lines of text. A cell takes as many lines as its words need; columns that have no room stand below the others, under
/// the same names of rows.
/// </summary>
public static class ResultTableText
{
    private const int Gap = 2;

    /// <summary>The lines in a width.</summary>
    public static IReadOnlyList<ResultTableLine> Lines(ResultTable table, int width)
    {
        List<string> names = ["", .. table.Rows.Select(r => r.Name)];
        List<List<string>> columns = [.. table.Columns.Select((name, i) => (List<string>)[name, .. table.Rows.Select(r => r.Cells[i])])];
        var lines = new List<ResultTableLine>();
        foreach (var block in Blocks(names, columns, width))
        {
            if (lines.Count > 0)
            {
                lines.Add(new ResultTableLine(true, "", ""));
            }

            Add(lines, [names, .. block], width);
        }

        return lines;
    }

    /// <summary>Columns that stand side by side: as few groups as there is room for, of about the same size.</summary>
    private static List<List<string>[]> Blocks(List<string> names, List<List<string>> columns, int width)
    {
        for (var size = columns.Count; ; size = (size + 1) / 2)
        {
            var blocks = columns.Chunk(Math.Max(1, size)).ToList();
            if (size <= 1 || blocks.TrueForAll(b => b.Prepend(names).Sum(c => c.Max(LongestWord)) + (Gap * b.Length) <= width))
            {
                return blocks;
            }
        }
    }

    private static void Add(List<ResultTableLine> lines, List<List<string>> columns, int width)
    {
        var widths = Widths(columns, width - (Gap * (columns.Count - 1)));
        for (var row = 0; row < columns[0].Count; row++)
        {
            var cells = columns.Select((c, i) => CellText.Wrap(Breakable(c[row], widths[i]), widths[i])).ToList();
            for (var line = 0; line < cells.Max(c => c.Count); line++)
            {
                var parts = cells.Select((c, i) => CellText.Pad(line < c.Count ? c[line] : "", widths[i])).ToList();
                lines.Add(new ResultTableLine(row == 0, parts[0] + new string(' ', Gap), string.Join(new string(' ', Gap), parts.Skip(1)).TrimEnd()));
            }
        }
    }

    /// <summary>The widest column gives way first, and no column breaks a word while another can still give way.</summary>
    private static int[] Widths(List<List<string>> columns, int room)
    {
        int[] widths = [.. columns.Select(c => c.Max(CellText.Width))];
        int[] least = [.. columns.Select(c => c.Max(LongestWord))];
        while (widths.Sum() > room && widths.Max() > 1)
        {
            var soft = Enumerable.Range(0, widths.Length).Where(i => widths[i] > least[i]).ToList();
            widths[(soft.Count > 0 ? soft : Enumerable.Range(0, widths.Length)).MaxBy(i => widths[i])]--;
        }

        return widths;
    }

    // A setting that is too long is broken behind its name.
    private static string Breakable(string cell, int width) =>
        string.Join(' ', cell.Split(' ').Select(word => CellText.Width(word) <= width ? word : word.Replace("=", "= ", StringComparison.Ordinal)));

    private static int LongestWord(string cell) => CellText.LongestWord(Breakable(cell, 0));
}

/// <summary>A line of a comparison.</summary>
/// <param name="IsHeading">Whether it names the columns.</param>
/// <param name="Name">The row's name, as wide as the names of all rows.</param>
/// <param name="Cells">The cells, each as wide as its column.</param>
public readonly record struct ResultTableLine(bool IsHeading, string Name, string Cells)
{
    /// <summary>The whole line.</summary>
    public string Text => (Name + Cells).TrimEnd();
}

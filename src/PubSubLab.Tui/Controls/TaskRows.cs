using PubSubLab.Lab.Publishing;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Editing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Controls;

/// <summary>Paints the rows of a task: JSON in its colours, the selection and the mistake over them.</summary>
/// <param name="editing">The text, with its selection.</param>
/// <param name="problem">The first mistake; null for none.</param>
internal sealed class TaskRows(TextEditing editing, TaskProblem? problem)
{
    /// <summary>Paints one row of a line.</summary>
    /// <param name="painter">Paints.</param>
    /// <param name="y">The row of the view.</param>
    /// <param name="line">The line.</param>
    /// <param name="row">The row of the line.</param>
    /// <param name="wrapped">The line's rows.</param>
    /// <param name="parts">The line's parts in their colours.</param>
    public void Paint(Painter painter, int y, int line, int row, WrappedLine wrapped, List<(int Start, int End, Role Role)> parts)
    {
        var text = editing.Buffer[line];
        var (from, to) = (wrapped.Start(row), wrapped.End(row));
        var x = 0;
        foreach (var (start, end, role) in Looks(line, from, to, parts))
        {
            for (var at = start; at < end;)
            {
                var plain = PlainEnd(text, at, end);
                if (plain > at)
                {
                    x = painter.Put(x, y, text[at..plain], role);
                    at = plain;
                    continue;
                }

                var (length, shown, _) = TextElements.At(text, at);
                x = painter.Put(x, y, shown, role);
                at += length;
            }
        }

        // A mistake at the end of a line is marked after it.
        if (problem is not null && problem.Line - 1 == line && problem.Column - 1 >= text.Length && row == wrapped.Rows - 1)
        {
            painter.Put(x, y, " ", Role.Mistake);
        }
    }

    private static int PlainEnd(string text, int at, int end)
    {
        while (at < end && text[at] is >= ' ' and < '\u007f')
        {
            at++;
        }

        // A mark belongs to the letter before it.
        return at < end && at > 0 && text[at] >= '\u0080' ? at - 1 : at;
    }

    /// <summary>The parts of a row, with the selection and the mistake over the colours of JSON.</summary>
    private IEnumerable<(int Start, int End, Role Role)> Looks(int line, int from, int to, List<(int Start, int End, Role Role)> parts)
    {
        var (selectedFrom, selectedTo) = editing.Selection is var (first, last) && first.Line <= line && last.Line >= line
            ? (first.Line == line ? first.Index : 0, last.Line == line ? last.Index : int.MaxValue) : (-1, -1);
        var (wrongFrom, wrongTo) = problem is not null && problem.Line - 1 == line ? (problem.Column - 1, problem.Column - 1 + problem.Length) : (-1, -1);
        foreach (var (start, end, role) in parts)
        {
            for (var at = Math.Max(start, from); at < Math.Min(end, to);)
            {
                var stop = Math.Min(end, to);
                foreach (var edge in (ReadOnlySpan<int>)[selectedFrom, selectedTo, wrongFrom, wrongTo])
                {
                    stop = edge > at && edge < stop ? edge : stop;
                }

                yield return (at, stop, at >= selectedFrom && at < selectedTo ? Role.Selection : at >= wrongFrom && at < wrongTo ? Role.Mistake : role);
                at = stop;
            }
        }
    }
}

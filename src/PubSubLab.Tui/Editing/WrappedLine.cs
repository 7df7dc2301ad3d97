using System.Runtime.CompilerServices;
using PubSubLab.Tui.Drawing;

namespace PubSubLab.Tui.Editing;

/// <summary>A line broken into rows of a width, anywhere between two characters.</summary>
internal sealed class WrappedLine
{
    // By the string itself: a long line is measured once, also while the screen scrolls over it.
    private static readonly ConditionalWeakTable<string, WrappedLine> s_known = [];

    private readonly string _line;
    private readonly int _width;

    // Null where each character takes a column.
    private readonly List<int>? _starts;

    private WrappedLine(string line, int width)
    {
        (_line, _width) = (line, width);
        _starts = CellText.IsOneColumnEach(line) ? null : Measure(line, width);
    }

    /// <summary>Number of rows, at least 1.</summary>
    public int Rows => _starts?.Count ?? Math.Max(1, (_line.Length + _width - 1) / _width);

    public static WrappedLine Of(string line, int width)
    {
        if (!s_known.TryGetValue(line, out var wrapped) || wrapped._width != width)
        {
            s_known.AddOrUpdate(line, wrapped = new WrappedLine(line, Math.Max(1, width)));
        }

        return wrapped;
    }

    /// <summary>Index at which a row begins.</summary>
    public int Start(int row) => _starts?[row] ?? row * _width;

    /// <summary>Index after a row's last character.</summary>
    public int End(int row) => row + 1 < Rows ? Start(row + 1) : _line.Length;

    /// <summary>The row that shows an index.</summary>
    public int RowOf(int index)
    {
        if (_starts is null)
        {
            // The place after a full last row has no row of its own.
            return Math.Min(index / _width, Rows - 1);
        }

        var found = _starts.BinarySearch(index);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>Column of an index in its row.</summary>
    public int ColumnOf(int index)
    {
        var start = Start(RowOf(index));
        if (_starts is null)
        {
            return index - start;
        }

        var column = 0;
        for (var at = start; at < index;)
        {
            var (length, _, columns) = TextElements.At(_line, at);
            at += length;
            column += columns;
        }

        return column;
    }

    /// <summary>The index nearest to a column of a row, never inside a character.</summary>
    public int IndexAt(int row, int column)
    {
        var (start, end) = (Start(row), End(row));
        var last = row + 1 < Rows ? TextElements.Before(_line, end) : end;
        if (_starts is null)
        {
            return Math.Min(start + column, last);
        }

        var at = start;
        for (var x = 0; at < last;)
        {
            var (length, _, columns) = TextElements.At(_line, at);
            x += columns;
            if (x > column)
            {
                break;
            }

            at += length;
        }

        return at;
    }

    private static List<int> Measure(string line, int width)
    {
        List<int> starts = [0];
        var column = 0;
        for (var at = 0; at < line.Length;)
        {
            var (length, _, columns) = TextElements.At(line, at);
            if (column + columns > width && at > starts[^1])
            {
                starts.Add(at);
                column = 0;
            }

            column += columns;
            at += length;
        }

        return starts;
    }
}

using System.Collections.Concurrent;

namespace PubSubLab.Tui.Drawing;

/// <summary>
/// What a view looks like, painted beside the screen and then brought onto it. Only cells that differ from what stands there are written, so a
/// frame costs what changed: the library takes every cell that is written, the same again or not, for one that has to go to the terminal.
/// </summary>
internal sealed class Sheet
{
    private const char FirstWide = '\u1100';

    private static readonly ConcurrentDictionary<char, string> s_signs = new();

    // A null text is the second half of the wide one before it.
    private (string? Text, Attribute Look)[] _cells = [];
    private Size _size;

    /// <summary>Begins anew, with nothing but spaces.</summary>
    public void Clear(Size size, Attribute look)
    {
        _size = new Size(Math.Max(0, size.Width), Math.Max(0, size.Height));
        if (_cells.Length < _size.Width * _size.Height)
        {
            _cells = new (string?, Attribute)[_size.Width * _size.Height];
        }

        _cells.AsSpan(0, _size.Width * _size.Height).Fill((" ", look));
    }

    /// <summary>Writes a printable text; what goes over the edge is left out.</summary>
    public void Put(int x, int y, string text, Attribute look)
    {
        if (y < 0 || y >= _size.Height)
        {
            return;
        }

        if (!CellText.IsOneColumnEach(text))
        {
            foreach (var (cell, columns) in CellText.Cells(text))
            {
                x += Put(x, y, cell, columns, look);
            }

            return;
        }

        foreach (var sign in text)
        {
            Put(x++, y, s_signs.GetOrAdd(sign, static c => c.ToString()), 1, look);
        }
    }

    /// <summary>Brings it onto the screen, as far as a view may draw there now.</summary>
    public void ShowOn(View view)
    {
        if (view.App?.Driver?.GetOutputBuffer() is not { Contents: { } contents, Clip: { } clip } screen)
        {
            return;
        }

        var place = new Rectangle(view.ViewportToScreen(Point.Empty), _size);
        var all = new Rectangle(0, 0, contents.GetLength(1), Math.Min(contents.GetLength(0), screen.DirtyLines.Length));
        foreach (var part in clip.GetRectangles())
        {
            var shown = Rectangle.Intersect(Rectangle.Intersect(part, place), all);
            for (var y = shown.Y; y < shown.Bottom; y++)
            {
                screen.DirtyLines[y] |= ShowRow(contents, clip, place, y, shown.X, shown.Right);
            }
        }
    }

    private int Put(int x, int y, string text, int columns, Attribute look)
    {
        if (x < 0 || columns <= 0 || x + columns > _size.Width)
        {
            return Math.Max(0, columns);
        }

        var at = (y * _size.Width) + x;
        _cells[at] = (text, look);
        if (columns > 1)
        {
            _cells[at + 1] = (null, look);
        }

        return columns;
    }

    /// <summary>Brings a stretch of a row onto the screen.</summary>
    /// <returns>Whether anything of it changed.</returns>
    private bool ShowRow(Cell[,] contents, Region clip, Rectangle place, int y, int from, int to)
    {
        var changed = false;
        // The second half of what was wide before and no longer is: the terminal shows half a character there, whatever the cell says.
        var stale = false;
        for (var x = from; x < to; x++)
        {
            var (text, look) = _cells[((y - place.Y) * _size.Width) + x - place.X];
            ref var cell = ref contents[y, x];
            if (text is null)
            {
                // Of one that a window over this view has cut through; a whole one is dealt with at its first half.
                if (x == from && !clip.Contains(x - 1, y))
                {
                    changed |= Change(ref cell, " ", look);
                }

                continue;
            }

            var wide = IsWide(text);
            if (wide && !clip.Contains(x + 1, y))
            {
                (text, wide) = (" ", false);
            }

            if (!stale && cell.Grapheme == text && cell.Attribute == look)
            {
                continue;
            }

            stale = IsWide(cell.Grapheme) && !wide;
            changed = Change(ref cell, text, look);
            if (wide && x + 1 < contents.GetLength(1))
            {
                ref var half = ref contents[y, x + 1];
                stale = IsWide(half.Grapheme);
                half.Grapheme = " ";
                half.Attribute = look;
                half.IsDirty = false;
            }
        }

        return changed;
    }

    private static bool Change(ref Cell cell, string text, Attribute? look)
    {
        cell.Grapheme = text;
        cell.Attribute = look;
        cell.IsDirty = true;
        return true;
    }

    private static bool IsWide(string? text) =>
        text is { Length: > 0 } && !(text.Length == 1 && (text[0] < FirstWide || CellText.IsOneColumnEach(text))) && text.GetColumns() > 1;
}

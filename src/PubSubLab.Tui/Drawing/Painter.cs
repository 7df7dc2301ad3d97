using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Drawing;

/// <summary>Puts text onto a sheet: printable, in a role's look, never wider than it may be.</summary>
internal readonly struct Painter(Sheet sheet, Theme theme, Emphasis emphasis = Emphasis.None)
{
    public Theme Theme => theme;

    /// <summary>A painter on the same sheet for text of this weight.</summary>
    public Painter As(Emphasis weight) => new(sheet, theme, weight);

    /// <summary>Writes a text that is cut at a width.</summary>
    /// <returns>The column after it.</returns>
    public int Put(int x, int y, string text, Role role, int width = int.MaxValue, bool selected = false)
    {
        var shown = CellText.Printable(text);
        var columns = CellText.Width(shown);
        if (columns > width)
        {
            shown = CellText.Fit(shown, width);
            columns = CellText.Width(shown);
        }

        if (columns > 0)
        {
            sheet.Put(x, y, Signs.Shown(shown), LookOf(role, selected));
        }

        return x + columns;
    }

    /// <summary>Writes a text over as many rows as it needs; what does not fit into the last one is cut there.</summary>
    /// <returns>The row after it.</returns>
    public int PutWrapped(int x, int y, string text, Role role, int width, int rows)
    {
        var lines = CellText.Wrap(text, Math.Max(1, width));
        foreach (var line in lines.Count <= rows ? lines : [.. lines.Take(rows - 1), string.Join(' ', lines.Skip(rows - 1))])
        {
            Put(x, y++, line, role, width);
        }

        return y;
    }

    /// <summary>Writes segments one after another from a column of theirs on, and fills the rest of the width.</summary>
    /// <returns>Whether the end of the text is cut off.</returns>
    public bool Line(int x, int y, int width, IEnumerable<Segment> segments, int offset = 0, bool selected = false, Role fill = Role.Normal)
    {
        var (column, skip, end) = (x, offset, x + width);
        foreach (var segment in segments)
        {
            var shown = CellText.Printable(segment.Text);
            var columns = CellText.Width(shown);
            if (skip >= columns)
            {
                skip -= columns;
                continue;
            }

            if (column >= end)
            {
                return true;
            }

            var slice = CellText.Slice(shown, skip, end - column);
            var written = CellText.Width(slice);
            sheet.Put(column, y, Signs.Shown(slice), LookOf(segment.Role, selected));
            column += written;
            if (skip + written < columns)
            {
                Fill(column, y, end - column, fill, selected);
                return true;
            }

            skip = 0;
        }

        Fill(column, y, end - column, fill, selected);
        return false;
    }

    /// <summary>As <see cref="Line"/>, with a sign at each edge where text is cut off.</summary>
    /// <returns>Whether the end of the text is cut off.</returns>
    public bool ScrolledLine(int x, int y, int width, IEnumerable<Segment> segments, int offset, bool selected = false)
    {
        var isCut = Line(x, y, width, segments, offset, selected);
        if (offset > 0 && width > 0)
        {
            Put(x, y, "‹", Role.Dim, selected: selected);
        }

        if (isCut && width > 0)
        {
            Put(x + width - 1, y, "›", Role.Dim, selected: selected);
        }

        return isCut;
    }

    /// <summary>As <see cref="Line"/>, with … at its end where it does not fit.</summary>
    public void FittedLine(int x, int y, int width, IReadOnlyList<Segment> segments, bool selected = false)
    {
        Line(x, y, width, segments, selected: selected);
        if (width > 0 && segments.Sum(s => CellText.Width(s.Text)) > width)
        {
            Put(x + width - 1, y, "…", Role.Dim, selected: selected);
        }
    }

    /// <summary>Writes as many whole segments as fit from the first on, so that no figure is cut, and fills the rest of the width.</summary>
    public void WholeSegments(int x, int y, int width, IReadOnlyList<Segment> segments)
    {
        var room = width;
        Line(x, y, width, segments.TakeWhile(s => (room -= CellText.Width(s.Text)) >= 0));
    }

    /// <summary>Fills a stretch of a row with a character.</summary>
    public void Fill(int x, int y, int width, Role role, bool selected = false, char with = ' ')
    {
        if (width > 0)
        {
            sheet.Put(x, y, Signs.Shown(new string(with, width)), LookOf(role, selected));
        }
    }

    /// <summary>A frame with a title in its upper edge; the focused one has double lines, so that it is known without colour.</summary>
    public void Frame(int width, int height, string title, bool focused, string? right = null)
    {
        var role = focused ? Role.FocusedFrame : Role.Frame;
        var (h, v, corners) = focused ? ('═', "║", "╔╗╚╝") : ('─', "│", "┌┐└┘");
        Fill(1, 0, width - 2, role, with: h);
        Fill(1, height - 1, width - 2, role, with: h);
        for (var y = 1; y < height - 1; y++)
        {
            Put(0, y, v, role);
            Put(width - 1, y, v, role);
        }

        Put(0, 0, corners[..1], role);
        Put(width - 1, 0, corners[1..2], role);
        Put(0, height - 1, corners[2..3], role);
        Put(width - 1, height - 1, corners[3..], role);
        var end = Put(1, 0, $" {title} ", focused ? Role.FocusedTitle : Role.Title, width - 2);
        if (right is not null && end + CellText.Width(right) + 4 < width)
        {
            Put(width - CellText.Width(right) - 3, 0, $" {right} ", role);
        }
    }

    /// <summary>A line with a title in it, above what needs every row; the focused one is double, so that it is known without colour.</summary>
    public void Rule(int width, string title, bool focused, string? right = null)
    {
        var role = focused ? Role.FocusedFrame : Role.Frame;
        Fill(0, 0, width, role, with: focused ? '═' : '─');
        var end = Put(1, 0, title, focused ? Role.FocusedTitle : Role.Title, width - 2);
        if (right is not null && end + CellText.Width(right) + 3 < width)
        {
            Put(width - CellText.Width(right) - 1, 0, right, role);
        }
    }

    private Attribute LookOf(Role role, bool selected) => emphasis switch
    {
        Emphasis.Followed => theme.Reversed(role),
        Emphasis.Dimmed => selected ? theme.Selected(Role.Dim) : theme[Role.Dim],
        _ => selected ? theme.Selected(role) : theme[role],
    };
}

using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Flow;

/// <summary>Where the parts of a worker's row stand.</summary>
/// <param name="FullWidth">Of the pane. A row that is very wide cannot be followed with the eyes, so it ends before.</param>
/// <param name="IsDense">Whether what needs no column is left out.</param>
internal readonly record struct FlowColumns(int FullWidth, bool IsDense)
{
    private const int WidestRow = 132;
    private const int LastWidth = 8;
    private const int CountWidth = 6;
    private const int BusyWidth = 9;

    /// <summary>Of a row.</summary>
    public int Width => Math.Min(FullWidth, WidestRow);

    /// <summary>Where a worker's name begins.</summary>
    public const int Name = 3;

    private bool HasLast => Width >= (IsDense ? 92 : 78);

    private bool HasWire => Width >= 64;

    /// <summary>Cells of a wire, without the arrow at its end.</summary>
    public int Cells => !HasWire ? 0 : HasLast && Width < 92 ? 10 : 12;

    /// <summary>Width of name and handler.</summary>
    public int NameWidth => Width >= 130 ? 28 : Width >= 100 ? 22 : HasLast && Width < 92 ? 14 : 15;

    public int Accepts => Name + NameWidth + 1;

    public int AcceptsWidth => Math.Max(0, Wire - Accepts - 1);

    public int Wire => Busy - (HasWire ? Cells + 3 : 0);

    public int Busy => Done - BusyWidth - 1;

    public int Done => Nacked - CountWidth - 1;

    public int Nacked => (HasLast ? Width - LastWidth - 1 : Width) - CountWidth;

    /// <summary>Where the last activity stands; null where there is no room for it.</summary>
    public int? Last => HasLast ? Width - LastWidth : null;

    /// <summary>Where the first title stands.</summary>
    public int FirstTitle => Titles().First().X;

    /// <summary>Paints the titles into the line above the rows, as far as they stand behind a column.</summary>
    public void PaintTitles(Painter painter, int x, int y, int from, Role role)
    {
        foreach (var (at, title) in Titles().Where(t => t.X > from))
        {
            // A title at the edge has no room for the blank behind it.
            painter.Put(x + at - 1, y, at + title.Length < FullWidth ? $" {title} " : $" {title}", role);
        }
    }

    private IEnumerable<(int X, string Title)> Titles()
    {
        if (HasWire)
        {
            yield return (Wire, "wire");
        }

        yield return (Busy, "outst.");
        yield return (Done + 2, "done");
        yield return (Nacked, "nacked");
        if (Last is { } last)
        {
            yield return (last, "last");
        }
    }
}

using System.Text;

namespace PubSubLab.Tui.Frames;

/// <summary>A screen's characters and looks at one moment.</summary>
public sealed class ScreenFrame
{
    private readonly FrameCell[,] _cells;

    private ScreenFrame(FrameCell[,] cells) => _cells = cells;

    /// <summary>Columns.</summary>
    public int Width => _cells.GetLength(1);

    /// <summary>Rows.</summary>
    public int Height => _cells.GetLength(0);

    /// <summary>A cell; the second half of a wide character is empty.</summary>
    public FrameCell this[int x, int y] => _cells[y, x];

    /// <summary>The text, a line a row, without spaces at the ends.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        for (var y = 0; y < Height; y++)
        {
            var row = new StringBuilder();
            for (var x = 0; x < Width; x++)
            {
                row.Append(_cells[y, x].Text);
            }

            text.Append(row.ToString().TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Whether another frame shows the same.</summary>
    public bool SameAs(ScreenFrame other)
    {
        if (other.Width != Width || other.Height != Height)
        {
            return false;
        }

        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                if (_cells[y, x] != other._cells[y, x])
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Reads the driver's cells.</summary>
    internal static ScreenFrame Of(IDriver driver)
    {
        var contents = driver.Contents ?? new Cell[0, 0];
        var cells = new FrameCell[contents.GetLength(0), contents.GetLength(1)];
        for (var y = 0; y < cells.GetLength(0); y++)
        {
            for (var x = 0; x < cells.GetLength(1); x++)
            {
                var cell = contents[y, x];
                cells[y, x] = CellOf(cell.Grapheme, cell.Attribute ?? Attribute.Default);
                if (cell.Grapheme.GetColumns() > 1 && x + 1 < cells.GetLength(1))
                {
                    cells[y, x + 1] = cells[y, x] with { Text = "" };
                    x++;
                }
            }
        }

        return new ScreenFrame(cells);
    }

    private static FrameCell CellOf(string text, Attribute look)
    {
        var (front, ground) = (Hex(look.Foreground), Hex(look.Background));
        var reverse = look.Style.HasFlag(TextStyle.Reverse);
        return new FrameCell(
            text, reverse ? ground ?? "ground" : front, reverse ? front ?? "text" : ground, look.Style.HasFlag(TextStyle.Bold), look.Style.HasFlag(TextStyle.Faint),
            look.Style.HasFlag(TextStyle.Underline));
    }

    private static string? Hex(Color color) => color == Color.None ? null : $"#{color.R:x2}{color.G:x2}{color.B:x2}";
}

using System.Drawing;
using System.Text;
using Terminal.Gui.Drawing;
using Terminal.Gui.Text;

namespace PubSubLab.Tui.Tests.Support;

/// <summary>
/// What a terminal would show: it gets the cells that are told to have changed, and nothing else. What a terminal makes of half a wide
/// character that was written over is its own affair, look and all; so here it is a sign that nothing else shows, until it is written anew.
/// </summary>
internal sealed class ShadowTerminal
{
    private const string SecondHalf = "";
    private const string Broken = "¿";

    private string[,] _cells = new string[0, 0];

    public ShadowTerminal(Stage stage)
    {
        stage.Window.DrawComplete += (_, _) => Take(stage.Window.App!.Driver!.Contents!);
        stage.Window.Redraw();
        stage.Draw();
    }

    /// <summary>Number of received cells.</summary>
    public int Written { get; private set; }

    /// <summary>Its text, one line per row, without trailing spaces.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        for (var y = 0; y < _cells.GetLength(0); y++)
        {
            text.AppendLine(string.Concat(Enumerable.Range(0, _cells.GetLength(1)).Select(x => _cells[y, x])).TrimEnd());
        }

        return text.ToString();
    }

    private void Take(Cell[,] contents)
    {
        var size = new Size(contents.GetLength(1), contents.GetLength(0));
        if (_cells.GetLength(1) != size.Width || _cells.GetLength(0) != size.Height)
        {
            _cells = new string[size.Height, size.Width];
        }

        for (var y = 0; y < size.Height; y++)
        {
            for (var x = 0; x < size.Width; x++)
            {
                if (contents[y, x].IsDirty)
                {
                    x += Write(y, x, contents[y, x].Grapheme) - 1;
                }
            }
        }
    }

    private int Write(int y, int x, string text)
    {
        Written++;
        var columns = Math.Max(1, text.GetColumns());
        Break(y, x);
        _cells[y, x] = text;
        if (columns > 1 && x + 1 < _cells.GetLength(1))
        {
            Break(y, x + 1);
            _cells[y, x + 1] = SecondHalf;
        }

        return columns;
    }

    private void Break(int y, int x)
    {
        if (_cells[y, x] == SecondHalf && x > 0)
        {
            _cells[y, x - 1] = Broken;
        }

        if (x + 1 < _cells.GetLength(1) && _cells[y, x + 1] == SecondHalf)
        {
            _cells[y, x + 1] = Broken;
        }
    }
}

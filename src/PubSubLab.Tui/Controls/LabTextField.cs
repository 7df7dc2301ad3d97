using PubSubLab.Tui.Drawing;

namespace PubSubLab.Tui.Controls;

/// <summary>
/// A text field whose cells are safe. The text stays as it is, so that a message that is published again is the same; a character that a
/// terminal obeys or measures in its own way is drawn as �.
/// </summary>
internal sealed class LabTextField : TextField
{
    private static string Hidden => Signs.AsciiOnly ? "?" : "\ufffd";

    /// <inheritdoc/>
    protected override bool OnDrawingContent(DrawContext? context)
    {
        var handled = base.OnDrawingContent(context);
        if (App?.Driver?.GetOutputBuffer() is { Contents: { } cells })
        {
            var place = Rectangle.Intersect(ViewportToScreen(Viewport with { Location = Point.Empty }), new Rectangle(0, 0, cells.GetLength(1), cells.GetLength(0)));
            for (var y = place.Y; y < place.Bottom; y++)
            {
                for (var x = place.X; x < place.Right; x++)
                {
                    Conceal(cells, x, y);
                }
            }
        }

        return handled;
    }

    // As many cells as the field counted, so that the cursor stays where the field puts it.
    private static void Conceal(Cell[,] cells, int x, int y)
    {
        ref var cell = ref cells[y, x];
        if (cell.Grapheme is not { Length: > 0 } text || CellText.Printable(text) == text)
        {
            return;
        }

        if (text.GetColumns() > 1 && x + 1 < cells.GetLength(1))
        {
            cells[y, x + 1].Grapheme = Hidden;
            cells[y, x + 1].IsDirty = true;
        }

        cell.Grapheme = Hidden;
        cell.IsDirty = true;
    }
}

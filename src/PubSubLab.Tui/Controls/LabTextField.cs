using System.Globalization;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Editing;

namespace PubSubLab.Tui.Controls;

/// <summary>
/// A text field whose cells are safe. The text stays as it is, so that a message that is published again is the same; a character that a
/// terminal obeys or measures in its own way is drawn as �.
/// </summary>
internal sealed class LabTextField : TextField
{
    /// <summary>Limit of characters of one paste into a field.</summary>
    public const int MostPasted = 100_000;

    /// <summary>Replacement of a line break inside a pasted text. Default: a space.</summary>
    public string LineBreak { get; init; } = " ";

    private static string Hidden => Signs.AsciiOnly ? "?" : "\ufffd";

    /// <summary>Replaces the selection with a text, its lines joined.</summary>
    /// <returns>A sentence for the person; null for none.</returns>
    public string? Paste(string text)
    {
        if (text.Length > MostPasted)
        {
            return $"{text.Length:N0} characters are too many for a field of one line, so nothing was pasted. The task takes them.";
        }

        var lines = TextBuffer.Normal(text).Trim('\n').Split('\n');
        var pasted = string.Join(LineBreak, lines).Replace('\t', ' ');
        pasted = WithoutHalves(pasted);
        var starts = StringInfo.ParseCombiningCharacters(Text);
        int At(int element) => element < starts.Length ? starts[Math.Max(0, element)] : Text.Length;
        var first = SelectedLength > 0 ? SelectedStart : InsertionPoint;
        var (from, to) = (At(first), At(first + SelectedLength));
        var (head, tail) = (Text[..from] + pasted, Text[to..]);
        Text = head + tail;
        ClearAllSelection();
        InsertionPoint = StringInfo.ParseCombiningCharacters(head).Length;
        return lines.Length == 1 ? null : $"{lines.Length:N0} lines became one: {(LineBreak == " " ? "a space" : $"'{LineBreak}'")} stands for each line break.";
    }

    // The library ends with an exception at half a surrogate pair.
    private static string WithoutHalves(string text) => string.Concat(text.EnumerateRunes());

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

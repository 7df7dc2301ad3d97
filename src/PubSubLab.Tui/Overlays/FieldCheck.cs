using PubSubLab.Tui.Drawing;

namespace PubSubLab.Tui.Overlays;

/// <summary>A text field of a form whose text can be wrong.</summary>
/// <param name="Field">The field.</param>
/// <param name="Row">Its row in the form.</param>
/// <param name="Width">Its width; 0 where it takes the whole row.</param>
/// <param name="HasHint">Whether the row below it has its hint.</param>
/// <param name="Check">Tells what is wrong with a text; null where nothing is.</param>
internal sealed record FieldCheck(TextField Field, int Row, int Width, bool HasHint, Func<string, string?> Check)
{
    private readonly string _atFirst = Field.Text;

    /// <summary>The mistake; null for none.</summary>
    public string? Problem => Check(Field.Text.Trim()) is { } problem ? "✗ " + problem : null;

    /// <summary>Whether the person changed the text. An untouched field is no mistake yet.</summary>
    public bool IsTyped => Field.Text != _atFirst;

    /// <summary>The row of the mistake and the columns before it, where it fits beside the field; null elsewhere.</summary>
    /// <param name="room">Columns from the field to the edge.</param>
    public (int Row, int Indent)? Beside(int room)
    {
        (int Row, int Indent)? place = HasHint ? (Row + 1, 0) : Width > 0 ? (Row, Width + 1) : null;
        return place is var (_, indent) && Problem is { } problem && CellText.Width(problem) <= room - indent ? place : null;
    }
}

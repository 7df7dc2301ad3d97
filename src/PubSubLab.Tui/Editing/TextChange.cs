namespace PubSubLab.Tui.Editing;

/// <summary>A change of a text that can be taken back.</summary>
/// <param name="At">Where it is.</param>
/// <param name="Removed">The text before.</param>
/// <param name="Inserted">The text after.</param>
internal sealed record TextChange(TextPlace At, string Removed, string Inserted)
{
    /// <summary>Where a text that begins at a place ends.</summary>
    public static TextPlace EndOf(TextPlace at, string text)
    {
        var last = text.LastIndexOf('\n');
        return last < 0 ? new(at.Line, at.Index + text.Length) : new(at.Line + text.AsSpan().Count('\n'), text.Length - last - 1);
    }

    /// <summary>The change and one right after it as one, so that a typed word is taken back at once; null where they are two.</summary>
    public TextChange? Joined(TextChange next) =>
        Removed.Length == 0 && next.Removed.Length == 0 && IsTyped(next.Inserted) && IsTyped(Inserted[^1..]) && next.At == EndOf(At, Inserted) ? this with { Inserted = Inserted + next.Inserted }
        : Inserted.Length == 0 && next.Inserted.Length == 0 && IsTyped(next.Removed) && next.At.Line == At.Line && next.At.Index + next.Removed.Length == At.Index
            ? new TextChange(next.At, next.Removed + Removed, "")
        : null;

    private static bool IsTyped(string text) => text is { Length: 1 or 2 } && text[0] > ' ';
}

namespace PubSubLab.Tui.Editing;

/// <summary>A change of a text, for undo.</summary>
/// <param name="At">Its place.</param>
/// <param name="Removed">The text before.</param>
/// <param name="Inserted">The text after.</param>
internal sealed record TextChange(TextPlace At, string Removed, string Inserted)
{
    private const int LongestRun = 200;

    // Only what was typed key by key joins; a paste stays a change by itself.
    private bool IsRun { get; init; } = (Removed.Length == 0 && IsTyped(Inserted)) || (Inserted.Length == 0 && IsTyped(Removed));

    /// <summary>End of a text that begins at a place.</summary>
    public static TextPlace EndOf(TextPlace at, string text)
    {
        var last = text.LastIndexOf('\n');
        return last < 0 ? new(at.Line, at.Index + text.Length) : new(at.Line + text.AsSpan().Count('\n'), text.Length - last - 1);
    }

    /// <summary>Joins the change with the next one, so that one undo removes a typed word; null where they stay two.</summary>
    public TextChange? Joined(TextChange next) =>
        !IsRun || !next.IsRun || Removed.Length + Inserted.Length >= LongestRun ? null
        : Removed.Length == 0 && next.Removed.Length == 0 && next.At == EndOf(At, Inserted) ? this with { Inserted = Inserted + next.Inserted }
        : Inserted.Length == 0 && next.Inserted.Length == 0 && next.At.Line == At.Line && next.At.Index + next.Removed.Length == At.Index
            ? next with { Removed = next.Removed + Removed }
        : null;

    private static bool IsTyped(string text) => text is { Length: 1 or 2 } && text[0] > ' ' && text[^1] > ' ';
}

namespace PubSubLab.Tui.Editing;

/// <summary>A text with cursor and selection.</summary>
internal sealed class TextEditing
{
    // The column that Up and Down keep to; null after any other movement.
    private int? _column;

    public TextBuffer Buffer { get; } = new();

    public TextPlace Cursor { get; private set; }

    /// <summary>The selection's other end; null where nothing is selected.</summary>
    public TextPlace? Anchor { get; private set; }

    /// <summary>The selection, its first place before its last; null for none.</summary>
    public (TextPlace From, TextPlace To)? Selection =>
        Anchor is not { } anchor || anchor == Cursor ? null : anchor < Cursor ? (anchor, Cursor) : (Cursor, anchor);

    /// <summary>The selected text; empty for none.</summary>
    public string Selected => Selection is var (from, to) ? Buffer.Read(from, to) : "";

    /// <summary>Shows another text. Undo brings the old one back.</summary>
    public void Load(string text)
    {
        Go(Buffer.Replace(default, Buffer.End, text), selecting: false);
        Go(default, selecting: false);
    }

    /// <summary>Replaces the selection with a text.</summary>
    public void Insert(string text)
    {
        var (from, to) = Selection ?? (Cursor, Cursor);
        Go(Buffer.Replace(from, to, text), selecting: false);
    }

    /// <summary>Removes the selection, or else the text between the cursor and a place.</summary>
    public void RemoveTo(TextPlace place)
    {
        var (from, to) = Selection ?? (place < Cursor ? (place, Cursor) : (Cursor, place));
        Go(Buffer.Replace(from, to, ""), selecting: false);
    }

    public void SelectAll()
    {
        Go(default, selecting: false);
        Go(Buffer.End, selecting: true);
    }

    /// <summary>Undoes a change, or redoes it.</summary>
    /// <returns>False where there is none.</returns>
    public bool Undo(bool again = false)
    {
        if ((again ? Buffer.Redo() : Buffer.Undo()) is not { } at)
        {
            return false;
        }

        Go(at, selecting: false);
        return true;
    }

    /// <summary>Moves the cursor.</summary>
    public void Go(TextPlace place, bool selecting)
    {
        Anchor = selecting ? Anchor ?? Cursor : null;
        var line = Math.Clamp(place.Line, 0, Buffer.Lines - 1);
        Cursor = new TextPlace(line, TextElements.Snap(Buffer[line], place.Index));
        _column = null;
    }

    /// <summary>Moves by rows of a width.</summary>
    /// <returns>False where the cursor is at the text's first or last row already.</returns>
    public bool GoByRows(int rows, int width, bool selecting)
    {
        var wrapped = WrappedLine.Of(Buffer[Cursor.Line], width);
        var column = _column ?? wrapped.ColumnOf(Cursor.Index);
        var (line, row, left) = (Cursor.Line, wrapped.RowOf(Cursor.Index), Math.Abs(rows));
        for (; left > 0; left--)
        {
            row += Math.Sign(rows);
            if (row >= 0 && row < WrappedLine.Of(Buffer[line], width).Rows)
            {
                continue;
            }

            var next = line + Math.Sign(rows);
            if (next < 0 || next >= Buffer.Lines)
            {
                row -= Math.Sign(rows);
                break;
            }

            line = next;
            row = rows > 0 ? 0 : WrappedLine.Of(Buffer[line], width).Rows - 1;
        }

        Go(new(line, WrappedLine.Of(Buffer[line], width).IndexAt(row, column)), selecting);
        _column = column;
        return left < Math.Abs(rows);
    }

    /// <summary>The place one character back.</summary>
    public TextPlace Back() =>
        Cursor.Index > 0 ? Cursor with { Index = TextElements.Before(Buffer[Cursor.Line], Cursor.Index) }
        : Cursor.Line > 0 ? new(Cursor.Line - 1, Buffer[Cursor.Line - 1].Length)
        : Cursor;

    /// <summary>The place one character on.</summary>
    public TextPlace On() =>
        Cursor.Index < Buffer[Cursor.Line].Length ? Cursor with { Index = TextElements.After(Buffer[Cursor.Line], Cursor.Index) }
        : Cursor.Line + 1 < Buffer.Lines ? new(Cursor.Line + 1, 0)
        : Cursor;

    /// <summary>The beginning of the word before the cursor.</summary>
    public TextPlace WordBack()
    {
        if (Cursor.Index == 0)
        {
            return Back();
        }

        var (line, at) = (Buffer[Cursor.Line], Cursor.Index);
        while (at > 0 && !IsWord(line[at - 1]))
        {
            at--;
        }

        while (at > 0 && IsWord(line[at - 1]))
        {
            at--;
        }

        return Cursor with { Index = at };
    }

    /// <summary>The end of the word after the cursor.</summary>
    public TextPlace WordOn()
    {
        var (line, at) = (Buffer[Cursor.Line], Cursor.Index);
        if (at == line.Length)
        {
            return On();
        }

        while (at < line.Length && !IsWord(line[at]))
        {
            at++;
        }

        while (at < line.Length && IsWord(line[at]))
        {
            at++;
        }

        return Cursor with { Index = at };
    }

    /// <summary>The start of the line's text; where the cursor is there already, of the line.</summary>
    public TextPlace LineStart()
    {
        var line = Buffer[Cursor.Line];
        var text = line.Length - line.AsSpan().TrimStart(' ').Length;
        return Cursor with { Index = Cursor.Index == text ? 0 : text };
    }

    /// <summary>The spaces at the start of the cursor's line, for the next one.</summary>
    public string Indent() => Buffer[Cursor.Line][..Math.Min(Cursor.Index, Buffer[Cursor.Line].Length - Buffer[Cursor.Line].AsSpan().TrimStart(' ').Length)];

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_' || char.IsSurrogate(c);
}

using System.Text;

namespace PubSubLab.Tui.Editing;

/// <summary>A text in lines, with its changes. It holds every character as it was given, except that each line break becomes a line feed.</summary>
internal sealed class TextBuffer
{
    private const int MostChanges = 1_000;
    private const long MostCharacters = 32_000_000;

    private readonly List<string> _lines = [""];
    private readonly List<TextChange> _done = [];
    private readonly Stack<TextChange> _undone = new();
    private long _kept;
    private string? _text = "";

    /// <summary>Number of lines, at least 1.</summary>
    public int Lines => _lines.Count;

    /// <summary>Counts changes.</summary>
    public long Version { get; private set; }

    /// <summary>The end of the text.</summary>
    public TextPlace End => new(_lines.Count - 1, _lines[^1].Length);

    /// <summary>The whole text.</summary>
    public string Text => _text ??= string.Join('\n', _lines);

    public string this[int line] => _lines[line];

    /// <summary>Text with line feeds only.</summary>
    public static string Normal(string text) =>
        text.Contains('\r', StringComparison.Ordinal) ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : text;

    /// <summary>The text between two places.</summary>
    public string Read(TextPlace from, TextPlace to)
    {
        if (from.Line == to.Line)
        {
            return _lines[from.Line][from.Index..to.Index];
        }

        var text = new StringBuilder().Append(_lines[from.Line], from.Index, _lines[from.Line].Length - from.Index);
        for (var line = from.Line + 1; line < to.Line; line++)
        {
            text.Append('\n').Append(_lines[line]);
        }

        return text.Append('\n').Append(_lines[to.Line], 0, to.Index).ToString();
    }

    /// <summary>Replaces the text between two places.</summary>
    /// <returns>The end of the text.</returns>
    public TextPlace Replace(TextPlace from, TextPlace to, string text)
    {
        var change = new TextChange(from, Read(from, to), Normal(text));
        if (change.Removed == change.Inserted)
        {
            return to;
        }

        Keep(change);
        _undone.Clear();
        return Apply(change.At, to, change.Inserted);
    }

    /// <summary>Undoes the last change.</summary>
    /// <returns>The end of the restored text; null for no change.</returns>
    public TextPlace? Undo()
    {
        if (_done.Count == 0)
        {
            return null;
        }

        var change = _done[^1];
        _done.RemoveAt(_done.Count - 1);
        _kept -= Size(change);
        _undone.Push(change);
        return Apply(change.At, TextChange.EndOf(change.At, change.Inserted), change.Removed);
    }

    /// <summary>Redoes the last undone change.</summary>
    /// <returns>The end of the text; null for no change.</returns>
    public TextPlace? Redo()
    {
        if (!_undone.TryPop(out var change))
        {
            return null;
        }

        _done.Add(change);
        _kept += Size(change);
        return Apply(change.At, TextChange.EndOf(change.At, change.Removed), change.Inserted);
    }

    private static long Size(TextChange change) => change.Removed.Length + change.Inserted.Length;

    private void Keep(TextChange change)
    {
        _kept += Size(change);
        if (_undone.Count == 0 && _done.Count > 0 && _done[^1].Joined(change) is { } joined)
        {
            _done[^1] = joined;
        }
        else
        {
            _done.Add(change);
        }

        while (_done.Count > 1 && (_done.Count > MostChanges || _kept > MostCharacters))
        {
            _kept -= Size(_done[0]);
            _done.RemoveAt(0);
        }
    }

    private TextPlace Apply(TextPlace from, TextPlace to, string text)
    {
        var (head, tail) = (_lines[from.Line][..from.Index], _lines[to.Line][to.Index..]);
        var parts = text.Split('\n');
        var end = parts.Length == 1 ? from.Index + text.Length : parts[^1].Length;
        parts[0] = head + parts[0];
        parts[^1] += tail;
        if (parts.Length == 1 && to.Line == from.Line)
        {
            _lines[from.Line] = parts[0];
        }
        else
        {
            _lines.RemoveRange(from.Line, to.Line - from.Line + 1);
            _lines.InsertRange(from.Line, parts);
        }

        Version++;
        _text = null;
        return new TextPlace(from.Line + parts.Length - 1, end);
    }
}

using PubSubLab.Lab.Publishing;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Editing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Controls;

/// <summary>
/// An editor of JSON in several lines, which wrap at its width. It draws itself: the library's TextView is obsolete, its successor is not published,
/// and neither shows control and direction characters safely.
/// </summary>
internal sealed class TaskEditor : PaintedView
{
    private const int WheelRows = 3;

    private readonly TextEditing _editing = new();

    // Line and row of that line at the upper edge.
    private (int Line, int Row) _top;
    private bool _followsCursor = true;
    private string _clip = "";

    public TaskEditor(ThemeChoice theme)
        : base(theme)
    {
        CanFocus = true;
        TabStop = TabBehavior.NoStop;
    }

    /// <summary>Raised when the text changed.</summary>
    public event EventHandler? Edited;

    /// <summary>Puts a text on the terminal's clipboard.</summary>
    public Action<string> Copied { get; set; } = _ => { };

    /// <summary>The first mistake; null for none.</summary>
    public TaskProblem? Problem
    {
        get;
        set
        {
            if (field != value)
            {
                field = value;
                SetNeedsDraw();
            }
        }
    }

    /// <summary>The whole text.</summary>
    public string Whole => _editing.Buffer.Text;

    /// <summary>Number of lines.</summary>
    public int Lines => _editing.Buffer.Lines;

    /// <summary>The cursor's place.</summary>
    public TextPlace At => _editing.Cursor;

    /// <summary>The selected text; empty for none.</summary>
    public string Selected => _editing.Selected;

    // The last column is the cursor's, after a full row.
    private int RowWidth => Math.Max(1, Viewport.Width - 1);

    /// <summary>Shows another text. Undo brings the old one back.</summary>
    public void Load(string text)
    {
        if (TextBuffer.Normal(text) != Whole)
        {
            Change(() => _editing.Load(text));
        }
    }

    /// <summary>Replaces the selection with a text.</summary>
    public void Insert(string text) => Change(() => _editing.Insert(text));

    public void SelectAll() => Change(_editing.SelectAll);

    /// <summary>Undoes the last change, or redoes it.</summary>
    /// <returns>False where there is none.</returns>
    public bool Undo(bool again = false)
    {
        var undone = false;
        Change(() => undone = _editing.Undo(again));
        return undone;
    }

    /// <summary>Copies the selection.</summary>
    public void Copy()
    {
        if (Selected is { Length: > 0 } text)
        {
            _clip = text;
            Copied(text);
        }
    }

    /// <summary>Copies the selection and removes it.</summary>
    public void Cut()
    {
        Copy();
        Insert("");
    }

    /// <summary>Inserts the text that was copied here last.</summary>
    public void PasteCopied() => Insert(_clip);

    /// <summary>Handles a key of the editor before the key table does.</summary>
    /// <returns>False where it is none.</returns>
    public bool Take(Key key, string chord)
    {
        if (Chord.IsText(key) || chord is "Space" or "Shift+Space")
        {
            Insert(chord is "Space" or "Shift+Space" ? " " : key.AsRune.ToString());
            return true;
        }

        var selecting = chord.Contains("Shift+", StringComparison.Ordinal);
        switch (chord.Replace("Shift+", "", StringComparison.Ordinal))
        {
            case "Enter" when !selecting: Change(() => _editing.Insert("\n" + _editing.Indent())); return true;
            case "Backspace": Change(() => _editing.RemoveTo(_editing.Back())); return true;
            case "Delete": Change(() => _editing.RemoveTo(_editing.On())); return true;
            case "Ctrl+Backspace" or "Alt+Backspace": Change(() => _editing.RemoveTo(_editing.WordBack())); return true;
            case "Ctrl+Delete": Change(() => _editing.RemoveTo(_editing.WordOn())); return true;
            case "Left": Go(_editing.Back(), selecting); return true;
            case "Right": Go(_editing.On(), selecting); return true;
            case "Ctrl+Left": Go(_editing.WordBack(), selecting); return true;
            case "Ctrl+Right": Go(_editing.WordOn(), selecting); return true;
            case "Home": Go(_editing.LineStart(), selecting); return true;
            case "End": Go(new(At.Line, int.MaxValue), selecting); return true;
            case "Ctrl+Home": Go(default, selecting); return true;
            case "Ctrl+End": Go(_editing.Buffer.End, selecting); return true;
            case "Up": return GoBy(-1, selecting) || selecting;
            case "Down": return GoBy(1, selecting) || selecting;
            case "PageUp": GoBy(-Math.Max(1, Viewport.Height - 1), selecting); return true;
            case "PageDown": GoBy(Math.Max(1, Viewport.Height - 1), selecting); return true;
            case "Ctrl+C" when Selected.Length > 0: Copy(); return true;
            default: return false;
        }
    }

    protected override void Paint(Painter painter)
    {
        var (width, height) = (RowWidth, Viewport.Height);
        Scroll(width, height);
        var rows = new TaskRows(_editing, Problem);
        var (line, row) = _top;
        for (var y = 0; y < height; line++, row = 0)
        {
            if (line >= Lines)
            {
                painter.Fill(0, y++, Viewport.Width, Role.JsonMark);
                continue;
            }

            // Parsed once for all of the line's rows in sight.
            var wrapped = WrappedLine.Of(_editing.Buffer[line], width);
            var last = Math.Min(wrapped.Rows, row + height - y) - 1;
            var parts = JsonLine.Parts(_editing.Buffer[line], wrapped.End(last)).SkipWhile(p => p.End <= wrapped.Start(row)).ToList();
            for (; row <= last; row++)
            {
                painter.Fill(0, y, Viewport.Width, Role.JsonMark);
                rows.Paint(painter, y++, line, row, wrapped, parts);
            }
        }

        ShowCursor(width, height);
    }

    protected override bool OnMouseEvent(Terminal.Gui.Input.Mouse mouse)
    {
        var at = mouse.Position ?? Point.Empty;
        if (mouse.Flags.HasFlag(MouseFlags.WheeledUp) || mouse.Flags.HasFlag(MouseFlags.WheeledDown))
        {
            _top = Moved(_top, mouse.Flags.HasFlag(MouseFlags.WheeledUp) ? -WheelRows : WheelRows, RowWidth);
            _followsCursor = false;
            SetNeedsDraw();
            return true;
        }

        if (!mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed))
        {
            return false;
        }

        var drags = mouse.Flags.HasFlag(MouseFlags.PositionReport) && HasFocus;
        SetFocus();
        var (line, row) = Moved(_top, Math.Max(0, at.Y), RowWidth);
        Go(new(line, WrappedLine.Of(_editing.Buffer[line], RowWidth).IndexAt(row, Math.Max(0, at.X))), drags);
        return true;
    }

    protected override void OnHasFocusChanged(bool newHasFocus, View? previousFocusedView, View? focusedView)
    {
        base.OnHasFocusChanged(newHasFocus, previousFocusedView, focusedView);
        SetNeedsDraw();
    }

    private bool GoBy(int rows, bool selecting)
    {
        var moved = _editing.GoByRows(rows, RowWidth, selecting);
        _followsCursor = true;
        SetNeedsDraw();
        return moved;
    }

    private void Go(TextPlace place, bool selecting) => Change(() => _editing.Go(place, selecting));

    private void Change(Action change)
    {
        var before = _editing.Buffer.Version;
        change();
        _followsCursor = true;
        SetNeedsDraw();
        if (_editing.Buffer.Version != before)
        {
            Edited?.Invoke(this, EventArgs.Empty);
        }
    }

    private void Scroll(int width, int height)
    {
        var last = _editing.Buffer.End.Line;
        _top = _top.Line > last ? (last, 0) : (_top.Line, Math.Min(_top.Row, WrappedLine.Of(_editing.Buffer[_top.Line], width).Rows - 1));
        if (!_followsCursor)
        {
            return;
        }

        var cursor = (At.Line, Row: WrappedLine.Of(_editing.Buffer[At.Line], width).RowOf(At.Index));
        var lowest = Moved(cursor, 1 - height, width);
        _top = _top.CompareTo(cursor) > 0 ? cursor : _top.CompareTo(lowest) < 0 ? lowest : _top;
    }

    private (int Line, int Row) Moved((int Line, int Row) from, int rows, int width)
    {
        var (line, row) = from;
        for (; rows < 0 && (line, row) != (0, 0); rows++)
        {
            (line, row) = row > 0 ? (line, row - 1) : (line - 1, WrappedLine.Of(_editing.Buffer[line - 1], width).Rows - 1);
        }

        for (; rows > 0; rows--)
        {
            if (row + 1 < WrappedLine.Of(_editing.Buffer[line], width).Rows)
            {
                row++;
            }
            else if (line + 1 < Lines)
            {
                (line, row) = (line + 1, 0);
            }
        }

        return (line, row);
    }

    private void ShowCursor(int width, int height)
    {
        var wrapped = WrappedLine.Of(_editing.Buffer[At.Line], width);
        var (line, row) = _top;
        for (var y = 0; HasFocus && y < height && line < Lines; y++)
        {
            if (line == At.Line && row == wrapped.RowOf(At.Index))
            {
                Cursor = new Cursor { Position = ViewportToScreen(new Point(wrapped.ColumnOf(At.Index), y)), Style = CursorStyle.Default };
                return;
            }

            (line, row) = row + 1 < WrappedLine.Of(_editing.Buffer[line], width).Rows ? (line, row + 1) : (line + 1, 0);
        }

        Cursor = new Cursor { Position = null };
    }
}

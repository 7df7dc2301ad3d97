using PubSubLab.Tui.Controls;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>A window with fields, one button that does it and one that does not. Where it is lower than they are, it follows the focus.</summary>
internal abstract class FormOverlay : Overlay
{
    /// <summary>Where fields begin, inside the frame.</summary>
    protected const int FieldX = 19;

    private const int ErrorRows = 3;

    // How many rows below a field come into sight with it: what is said of it.
    private const int RowsWithField = 2;

    private readonly List<(int Row, Func<string> Text, bool IsLabel)> _texts = [];
    private readonly List<(View View, int Row)> _places = [];
    private readonly FieldList _fields;
    private readonly string _verb;
    private readonly string _caption;
    private int _nextY = 2;
    private int _top;
    private string? _error;

    protected FormOverlay(ThemeChoice theme, string caption, string verb)
        : base(theme)
    {
        (_caption, _verb) = (caption, verb);
        _fields = new FieldList(theme);
    }

    public override bool IsTyping => _fields.IsTyping;

    protected override string Caption => _caption;

    public override Size SizeOn(Size screen) => new(Math.Min(screen.Width - 4, 84), Math.Min(screen.Height - 2, _nextY + ErrorRows + 2));

    // Rows of the form that are in sight.
    private int Room => Math.Max(1, Inner.Height - (_error is null || Lines(_error).Count <= Inner.Height - _nextY + 1 ? 0 : Lines(_error).Count));

    public override void Enter() => _fields.FocusFirst();

    public override void MoveField(int by)
    {
        if (!_fields.Move(by))
        {
            if (by > 0)
            {
                _fields.FocusFirst();
            }
            else
            {
                _fields.FocusLast();
            }
        }

        SetNeedsDraw();
    }

    public override void Move(int lines) => MoveField(Math.Sign(lines));

    public override void GoToFirst() => _fields.FocusFirst();

    public override void GoToLast() => _fields.FocusLast();

    public override void Choose(int by)
    {
        if (SubViews.OfType<ChoiceRow>().FirstOrDefault(c => c.HasFocus) is { } row)
        {
            row.Choose(by);
        }
        else if (_fields.FocusedChoice is { } choice)
        {
            choice.Choose(by);
        }
        else
        {
            MoveField(by);
        }
    }

    /// <summary>In a form a letter chooses where there is a choice, and is nothing elsewhere: beside a text field nobody expects a key.</summary>
    public override bool TakeLetter(string letter)
    {
        // Space presses a button.
        if (letter == " " && SubViews.OfType<LabButton>().Any(b => b.HasFocus))
        {
            return false;
        }

        if (SubViews.OfType<ChoiceRow>().FirstOrDefault(c => c.HasFocus) is { } row)
        {
            row.Choose(TypeAhead.Step(row.Choices, row.Index, letter));
        }
        else if (_fields.FocusedChoice is { } choice && TypeAhead.Step(choice.Choices, choice.Index, letter) is not 0 and var step)
        {
            choice.Choose(step);
        }

        return true;
    }

    public override void Accept()
    {
        if (_fields.FocusedButton is { } button)
        {
            button.Press();
        }
        else
        {
            Submit();
        }
    }

    /// <summary>Does what the form is for.</summary>
    /// <returns>The error, or null, which closes the window.</returns>
    protected abstract string? Do();

    protected TextField AddText(string label, string text, string? hint = null, int width = 0) => AddText(label, text, hint is null ? null : () => hint, width);

    protected TextField AddText(string label, string text, Func<string>? hint, int width = 0)
    {
        var field = new LabTextField { X = FieldX, Height = 1, TabStop = TabBehavior.NoStop, Text = text, Width = width > 0 ? width : Dim.Fill(2) };
        field.ValueChanged += (_, _) => SetNeedsDraw();
        return AddRow(label, field, hint);
    }

    protected ChoiceRow AddChoice(string label, IReadOnlyList<string> choices, string chosen) =>
        AddRow(label, new ChoiceRow(Theme, choices, chosen) { X = FieldX, Width = Dim.Fill(2) }, null);

    /// <summary>One of many; <paramref name="changed"/> is called when the person chose.</summary>
    protected StepField AddStep(string label, IReadOnlyList<string> choices, int chosen, Action changed)
    {
        var step = new StepField(Theme, choices, () =>
        {
            changed();
            SetNeedsDraw();
        })
        { X = FieldX, Width = 20 };
        step.Show(chosen);
        return AddRow(label, step, null);
    }

    /// <summary>A read-only line.</summary>
    protected void AddFixed(string label, string text)
    {
        _texts.Add((_nextY, () => label, true));
        _texts.Add((_nextY++, () => text, false));
    }

    /// <summary>Leaves rows free, to be painted by <see cref="PaintMore"/>.</summary>
    /// <returns>The first of them.</returns>
    protected int Leave(int rows)
    {
        var y = _nextY;
        _nextY += rows;
        return y;
    }

    /// <summary>The last to be added.</summary>
    protected void AddButtons()
    {
        _nextY++;
        Place(new LabButton(Theme, () => _verb, Submit) { X = 2 });
        Place(new LabButton(Theme, () => "Cancel", () => Close()) { X = _verb.Length + 8 });
        _nextY++;
        _fields.Style();
        SubViewsLaidOut += (_, _) => Scroll();
    }

    protected virtual void PaintMore(Painter painter, Rectangle inner)
    {
    }

    /// <summary>Writes beside the labels, into a row of the form, where that is in sight.</summary>
    protected void PutBeside(Painter painter, Rectangle inner, int row, string text, Role role, int indent = 0)
    {
        if (InSight(row))
        {
            painter.Put(FieldX + indent, row - _top, text, role, inner.Right - FieldX - indent - 1);
        }
    }

    protected override bool HasMoved()
    {
        _fields.Style();
        return Scroll();
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        _fields.Style();
        foreach (var (row, text, isLabel) in _texts.Where(t => InSight(t.Row)))
        {
            if (isLabel)
            {
                painter.Put(inner.X + 1, row - _top, text(), Role.Dim, FieldX - 2);
            }
            else
            {
                PutBeside(painter, inner, row, text(), Role.Dim);
            }
        }

        PaintMore(painter, inner);
        if (_top < _nextY - 1 - Room)
        {
            const string more = " ↓ more ";
            painter.Put(inner.Right - more.Length - 1, inner.Bottom, more, Role.Dim);
        }

        if (_error is not null)
        {
            var lines = Lines(_error);
            var row = Math.Min(_nextY, inner.Bottom - lines.Count);
            foreach (var line in lines)
            {
                painter.Line(inner.X + 1, row++, inner.Width - 2, [new Segment(line, Role.Bad)]);
            }
        }
    }

    private List<string> Lines(string error) => [.. CellText.Wrap("✗ " + error, Math.Max(1, Inner.Width - 2)).Take(ErrorRows)];

    private bool InSight(int row) => row - _top >= 1 && row - _top <= Room;

    /// <summary>Brings what has the focus into sight, with the first row where that fits too.</summary>
    /// <returns>Whether anything had to move.</returns>
    private bool Scroll()
    {
        var most = Math.Max(0, _nextY - 1 - Room);
        var focused = _places.Find(p => p.View.HasFocus) is { View: not null } place ? place.Row : 1 + _top;
        var least = Math.Clamp(Math.Min(focused + RowsWithField - Room, focused - 1), 0, most);
        var top = Math.Clamp(_top, least, Math.Clamp(focused - 2, least, most));
        var moved = top != _top;
        _top = top;
        foreach (var (view, row) in _places)
        {
            // Hidden fields lie outside the window and can take the focus there.
            var y = InSight(row) ? row - _top : -1;
            if (view.Frame.Y != y)
            {
                view.Y = y;
                moved = true;
            }
        }

        if (moved)
        {
            SetNeedsDraw();
        }

        return moved;
    }

    private T AddRow<T>(string label, T field, Func<string>? hint)
        where T : View
    {
        _texts.Add((_nextY, () => label, true));
        Place(field);
        _nextY++;
        if (hint is not null)
        {
            _texts.Add((_nextY++, hint, false));
        }

        return field;
    }

    private void Place(View view)
    {
        view.Y = _nextY;
        _places.Add((view, _nextY));
        _fields.Add(this, view);
    }

    private void Submit()
    {
        _error = Do();
        if (_error is null)
        {
            Close();
        }
        else
        {
            SetNeedsDraw();
        }
    }
}

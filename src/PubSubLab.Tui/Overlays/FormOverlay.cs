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

    // Keys of every window, which never lead into a text field.
    private static readonly string[] s_ofEveryWindow = ["q", "?", ":"];

    private readonly List<(int Row, Func<string> Text, bool IsLabel)> _texts = [];
    private readonly FormScroll _scroll = new();
    private readonly FieldChecks _checks = new();
    private readonly FieldList _fields;
    private readonly string _verb;
    private readonly string _caption;
    private int _nextY = 2;
    private string? _error;

    protected FormOverlay(ThemeChoice theme, string caption, string verb)
        : base(theme)
    {
        (_caption, _verb) = (caption, verb);
        _fields = new FieldList(theme);
    }

    public override bool IsTyping => _fields.IsTyping;

    protected override bool HasFields => true;

    protected override string Caption => _caption;

    public override string? AcceptHint => _fields.FocusedButton?.Label ?? _verb;

    public override Size SizeOn(Size screen) => new(Math.Min(screen.Width - 4, 84), Math.Min(screen.Height - 2, _nextY + ErrorRows + 2));

    // Rows of the form that are in sight.
    private int Room => Math.Max(1, Inner.Height - (Error is not { } error || Lines(error).Count <= Inner.Height - _nextY + 1 ? 0 : Lines(error).Count));

    public override void Enter() => _fields.FocusFirst();

    public override void MoveField(int by)
    {
        _fields.MoveAround(by);
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

        SetNeedsDraw();
    }

    /// <summary>In a form a letter chooses where there is a choice, and is nothing elsewhere: beside a text field nobody expects a key.</summary>
    public override bool TakeLetter(string letter)
    {
        // Space presses a button.
        if (letter == " " && SubViews.OfType<LabButton>().Any(b => b.HasFocus))
        {
            return false;
        }

        if (SubViews.OfType<ChoiceRow>().FirstOrDefault(c => c.HasFocus) is { } row && TypeAhead.Step(row.Choices, row.Index, letter) is not 0 and var by)
        {
            row.Choose(by);
        }
        else if (_fields.FocusedChoice is { } choice && TypeAhead.Step(choice.Choices, choice.Index, letter) is not 0 and var step)
        {
            choice.Choose(step);
        }
        else if (s_ofEveryWindow.Contains(letter))
        {
            return false;
        }

        SetNeedsDraw();
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

    protected TextField AddText(string label, string text, string? hint = null, int width = 0, Func<string, string?>? check = null) => AddText(label, text, hint is null ? null : () => hint, width, check);

    /// <summary>A text field with its purpose below it. Its check tells what is wrong with the text, or null.</summary>
    protected TextField AddText(string label, string text, Func<string>? hint, int width = 0, Func<string, string?>? check = null)
    {
        var field = new LabTextField { X = FieldX, Height = 1, TabStop = TabBehavior.NoStop, Text = text, Width = width > 0 ? width : Dim.Fill(2) };
        field.ValueChanged += (_, _) => SetNeedsDraw();
        if (check is not null)
        {
            _checks.Add(new FieldCheck(field, _nextY, width, hint is not null, check));
        }

        return AddRow(label, field, hint);
    }

    protected ChoiceRow AddChoice(string label, IReadOnlyList<string> choices, string chosen, Func<string>? hint = null) =>
        AddRow(label, new ChoiceRow(Theme, choices, chosen) { X = FieldX, Width = Dim.Fill(2) }, hint);

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

    /// <summary>An editor of several lines at the left edge.</summary>
    protected TaskEditor AddEditor(int rows, Dim width)
    {
        var editor = new TaskEditor(Theme) { X = 2, Height = rows, Width = width };
        editor.Edited += (_, _) => SetNeedsDraw();
        Place(editor);
        _nextY += rows;
        return editor;
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
            painter.Put(FieldX + indent, row - _scroll.Top, text, role, inner.Right - FieldX - indent - 1);
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
        var wrong = _checks.Beside(Beyond).ToList();
        foreach (var (row, text, isLabel) in _texts.Where(t => InSight(t.Row)))
        {
            if (isLabel)
            {
                var isWrong = _checks.IsWrong(row);
                painter.Put(inner.X + 1, row - _scroll.Top, isWrong ? $"✗ {text()}" : text(), isWrong ? Role.Bad : Role.Dim, FieldX - 2);
            }
            else if (!wrong.Exists(w => w.Row == row))
            {
                PutBeside(painter, inner, row, text(), Role.Dim);
            }
        }

        foreach (var (row, indent, problem) in wrong)
        {
            PutBeside(painter, inner, row, problem, Role.Bad, indent);
        }

        PaintMore(painter, inner);
        if (_scroll.Top < _nextY - 1 - Room)
        {
            const string more = " ↓ more ";
            painter.Put(inner.Right - more.Length - 1, inner.Bottom, more, Role.Dim);
        }

        if (Error is { } error)
        {
            var lines = Lines(error);
            var row = Math.Min(_nextY, inner.Bottom - lines.Count);
            foreach (var line in lines)
            {
                painter.Line(inner.X + 1, row++, inner.Width - 2, [new Segment(line, Role.Bad)]);
            }
        }
    }

    private string? Error => _error ?? _checks.Below(Beyond);

    // Columns from the fields to the edge.
    private int Beyond => Inner.Right - FieldX - 1;

    private List<string> Lines(string error) => [.. CellText.Wrap(error, Math.Max(1, Inner.Width - 2)).Take(ErrorRows)];

    private bool InSight(int row) => _scroll.IsInSight(row, Room);

    private bool Scroll()
    {
        if (!_scroll.Follow(_nextY - 1, Room))
        {
            return false;
        }

        SetNeedsDraw();
        return true;
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
        _scroll.Add(view, _nextY);
        _fields.Add(this, view);
    }

    private void Submit()
    {
        SetNeedsDraw();
        _error = null;
        if (_checks.Stop())
        {
            return;
        }

        _error = Do() is { } error ? "✗ " + error : null;
        if (_error is null)
        {
            Close();
        }
    }
}

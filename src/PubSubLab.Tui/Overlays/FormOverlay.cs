using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Panes;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>A window with fields, one button that does it and one that does not.</summary>
internal abstract class FormOverlay : Overlay
{
    /// <summary>Where fields begin, inside the frame.</summary>
    protected const int FieldX = 19;

    private const int ErrorRows = 3;

    private readonly List<(int Y, string Text, bool IsLabel)> _texts = [];
    private readonly FieldList _fields;
    private readonly string _verb;
    private readonly string _caption;
    private int _nextY = 2;
    private string? _error;

    protected FormOverlay(ScreenState screen, string caption, string verb)
        : base(screen)
    {
        (_caption, _verb) = (caption, verb);
        _fields = new FieldList(screen);
    }

    public override bool IsTyping => _fields.IsTyping;

    protected override string Caption => _caption;

    public override Size SizeOn(Size screen) => new(Math.Min(screen.Width - 4, 84), Math.Min(screen.Height, _nextY + ErrorRows + 2));

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

    public override void Choose(int by)
    {
        if (SubViews.OfType<ChoiceRow>().FirstOrDefault(c => c.HasFocus) is { } row)
        {
            row.Choose(by);
        }
        else
        {
            MoveField(by);
        }
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
    /// <returns>What is wrong with it, or null, and then the window closes.</returns>
    protected abstract string? Do();

    protected TextField AddText(string label, string text, string? hint = null, int width = 0)
    {
        var field = new TextField { X = FieldX, Y = _nextY, Height = 1, TabStop = TabBehavior.NoStop, Text = text, Width = width > 0 ? width : Dim.Fill(2) };
        Label(label, hint);
        return _fields.Add(this, field);
    }

    protected ChoiceRow AddChoice(string label, IReadOnlyList<string> choices, string chosen, string? hint = null)
    {
        var row = new ChoiceRow(Screen, choices, chosen) { X = FieldX, Y = _nextY, Width = Dim.Fill(2) };
        Label(label, hint);
        return _fields.Add(this, row);
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
        _fields.Add(this, new LabButton(Screen, () => _verb, Submit) { X = 2, Y = _nextY });
        _fields.Add(this, new LabButton(Screen, () => "Cancel", () => Close!()) { X = _verb.Length + 8, Y = _nextY });
        _nextY++;
        _fields.Style();
    }

    protected virtual void PaintMore(Painter painter, Rectangle inner)
    {
    }

    protected override bool HasMoved()
    {
        _fields.Style();
        return false;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        _fields.Style();
        foreach (var (y, text, isLabel) in _texts)
        {
            painter.Put(isLabel ? inner.X + 1 : FieldX, y, text, Role.Dim, isLabel ? FieldX - 2 : inner.Right - FieldX - 1);
        }

        PaintMore(painter, inner);
        if (_error is not null)
        {
            var row = _nextY;
            foreach (var line in CellText.Wrap("✗ " + _error, inner.Width - 2).Take(ErrorRows))
            {
                painter.Put(inner.X + 1, row++, line, Role.Bad);
            }
        }
    }

    private void Label(string label, string? hint)
    {
        _texts.Add((_nextY, label, true));
        if (hint is not null)
        {
            _texts.Add((_nextY + 1, hint, false));
            _nextY++;
        }

        _nextY++;
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

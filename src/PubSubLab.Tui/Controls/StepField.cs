using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Controls;

/// <summary>One of many, where there is room for one: filter-mod ▼, with the focus ◂ filter-mod ▸. Left and Right go through them, a click to the next.</summary>
internal sealed class StepField : PaintedView
{
    private readonly IReadOnlyList<string> _choices;
    private readonly Action _changed;

    /// <summary>Offers choices.</summary>
    /// <param name="theme">The theme.</param>
    /// <param name="choices">The choices.</param>
    /// <param name="changed">Called when the person chose.</param>
    public StepField(ThemeChoice theme, IReadOnlyList<string> choices, Action changed)
        : base(theme)
    {
        (_choices, _changed) = (choices, changed);
        CanFocus = true;
        TabStop = TabBehavior.NoStop;
        Height = 1;
    }

    public int Index { get; private set; }

    public IReadOnlyList<string> Choices => _choices;

    /// <summary>Shows a choice, without telling.</summary>
    public void Show(int index)
    {
        Index = Math.Clamp(index, 0, _choices.Count - 1);
        SetNeedsDraw();
    }

    public void Choose(int by)
    {
        Show((Index + by + _choices.Count) % _choices.Count);
        _changed();
    }

    protected override void Paint(Painter painter)
    {
        var role = HasFocus ? Role.FocusedField : Role.Field;
        painter.Put(0, 0, CellText.Pad(HasFocus ? $"◂ {_choices[Index]} ▸" : $"{_choices[Index]} ▼", Viewport.Width), role);
    }

    protected override bool OnMouseEvent(Terminal.Gui.Input.Mouse mouse)
    {
        if (!mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed))
        {
            return false;
        }

        SetFocus();
        Choose(mouse.Position?.X == 0 ? -1 : 1);
        return true;
    }

    protected override void OnHasFocusChanged(bool newHasFocus, View? previousFocusedView, View? focusedView)
    {
        base.OnHasFocusChanged(newHasFocus, previousFocusedView, focusedView);
        SetNeedsDraw();
    }
}

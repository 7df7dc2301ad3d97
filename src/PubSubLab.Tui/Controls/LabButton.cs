using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Controls;

/// <summary>A button: [ Publish ]. The focused one has its own look and angle brackets, so that it is known without colour.</summary>
internal sealed class LabButton : PaintedView
{
    private readonly Func<string> _label;
    private readonly Action _press;

    public LabButton(ThemeChoice theme, Func<string> label, Action press)
        : base(theme)
    {
        (_label, _press) = (label, press);
        CanFocus = true;
        TabStop = TabBehavior.NoStop;
        Height = 1;
        Width = CellText.Width(label()) + 4;
    }

    /// <summary>The label now.</summary>
    public string Label => _label();

    public void Press() => _press();

    protected override void Paint(Painter painter)
    {
        var role = HasFocus ? Role.FocusedButton : Role.Button;
        painter.Put(0, 0, CellText.Pad(HasFocus ? $"▸ {_label()} ◂" : $"[ {_label()} ]", Viewport.Width), role);
    }

    protected override bool OnMouseEvent(Terminal.Gui.Input.Mouse mouse)
    {
        if (!mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed))
        {
            return false;
        }

        SetFocus();
        _press();
        return true;
    }

    protected override void OnHasFocusChanged(bool newHasFocus, View? previousFocusedView, View? focusedView)
    {
        base.OnHasFocusChanged(newHasFocus, previousFocusedView, focusedView);
        SetNeedsDraw();
    }
}

using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Panes;

/// <summary>A button: [ Publish ]. The focused one has its own look and angle brackets, so that it is known without colour.</summary>
internal sealed class LabButton : View
{
    private readonly ScreenState _screen;
    private readonly Func<string> _label;
    private readonly Action _press;

    public LabButton(ScreenState screen, Func<string> label, Action press)
    {
        (_screen, _label, _press) = (screen, label, press);
        CanFocus = true;
        TabStop = TabBehavior.NoStop;
        Height = 1;
        Width = CellText.Width(label()) + 4;
    }

    public void Press() => _press();

    protected override bool OnDrawingContent(DrawContext? context)
    {
        var painter = new Painter(this, _screen.Theme);
        var role = HasFocus ? Role.FocusedButton : Role.Button;
        painter.Put(0, 0, CellText.Pad(HasFocus ? $"▸ {_label()} ◂" : $"[ {_label()} ]", Viewport.Width), role);
        return true;
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

using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Screen;

/// <summary>The row of tabs of a window that cannot show all panes at once.</summary>
internal sealed class TabStrip(ThemeChoice theme, PaneCatalog panes, PaneNavigator navigator) : PaintedView(theme)
{
    private readonly List<(int From, int To, PaneId Pane)> _places = [];

    protected override void Paint(Painter painter)
    {
        painter.Fill(0, 0, Viewport.Width, Role.Normal);
        _places.Clear();
        var x = 0;
        foreach (var pane in navigator.InSight)
        {
            var chosen = pane == navigator.Focused;
            var name = panes.Get(pane).TabTitle;
            var to = painter.Put(x, 0, chosen ? $"▸{name}◂ " : $" {name}  ", chosen ? Role.FocusedTitle : Role.Dim);
            _places.Add((x, to, pane));
            x = to;
        }

        if (navigator.Zoomed)
        {
            painter.Put(x + 1, 0, "zoomed; z goes back", Role.Dim, Viewport.Width - x - 1);
        }
    }

    protected override bool OnMouseEvent(Terminal.Gui.Input.Mouse mouse)
    {
        if (!mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed))
        {
            return false;
        }

        var x = mouse.Position?.X ?? 0;
        if (_places.Find(p => x >= p.From && x < p.To) is { To: > 0 } hit)
        {
            navigator.Go(hit.Pane);
        }

        return true;
    }
}

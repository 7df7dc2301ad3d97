using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Panes;

/// <summary>The row of tabs of a window that cannot show all panes at once.</summary>
internal sealed class TabStrip(ScreenState screen, Func<IReadOnlyList<PaneId>> panes, Func<PaneId> focused, Func<bool> zoomed, Action<PaneId> go) : PaintedView(screen)
{
    private readonly List<(int From, int To, PaneId Pane)> _places = [];

    protected override void Paint(Painter painter)
    {
        painter.Fill(0, 0, Viewport.Width, Role.Normal);
        _places.Clear();
        var x = 0;
        foreach (var pane in panes())
        {
            var chosen = pane == focused();
            var name = pane is PaneId.Experiments or PaneId.Topology ? $"{pane}" : $"{(int)pane} {(pane == PaneId.Log ? "Message log" : pane)}";
            var to = painter.Put(x, 0, chosen ? $"▸{name}◂ " : $" {name}  ", chosen ? Role.FocusedTitle : Role.Dim);
            _places.Add((x, to, pane));
            x = to;
        }

        if (zoomed())
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
            go(hit.Pane);
        }

        return true;
    }
}

using PubSubLab.Tui.Demo;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Screen;

/// <summary>The row below the header in which the demo speaks.</summary>
internal sealed class CaptionBar(ThemeChoice theme, DemoPlayer demo) : PaintedView(theme)
{
    private (string? Caption, (string, string, string) Around) _shown;

    /// <summary>Whether there is something to say.</summary>
    public bool IsWanted => demo.Caption is not null;

    /// <summary>Has the row drawn if what it says has changed.</summary>
    public void Sample()
    {
        if ((demo.Caption, demo.Around) is var now && now != _shown)
        {
            _shown = now;
            SetNeedsDraw();
        }
    }

    protected override void Paint(Painter painter)
    {
        var (place, space, others) = demo.Around;
        var end = painter.Put(0, 0, $" {place} ", Role.BarWarning);
        end = painter.Put(end, 0, $" {demo.Caption}", Role.FocusedField, Viewport.Width - end);
        painter.Fill(end, 0, Viewport.Width - end, Role.FocusedField);
        // Where all has no room, the key that keeps the demo is named.
        foreach (var told in (string[])[space + others, space])
        {
            var at = Viewport.Width - CellText.Width(told) - 1;
            if (at > end + 1)
            {
                painter.Put(at, 0, told, Role.FocusedField);
                break;
            }
        }
    }
}

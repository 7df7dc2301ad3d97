using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Screen;

/// <summary>The row of the presenter's mode: the pressed keys with their meaning, the newest on the right.</summary>
internal sealed class PressedKeysBar(ThemeChoice theme, Presentation presentation, ScreenKeys keys) : PaintedView(theme)
{
    private const int Gap = 3;

    private PressedKey[] _shown = [];

    /// <summary>Has the row drawn if what it says has changed.</summary>
    public void Sample()
    {
        presentation.Expire();
        if (!presentation.Pressed.SequenceEqual(_shown))
        {
            _shown = [.. presentation.Pressed];
            SetNeedsDraw();
        }
    }

    protected override void Paint(Painter painter)
    {
        var width = Viewport.Width;
        painter.Fill(0, 0, width, Role.Normal);
        var label = $" Presenting; {keys.KeyOf(CommandIds.Present)} ends it ";
        if (presentation.Pressed.Count == 0)
        {
            painter.Put(0, 0, label, Role.Dim, width);
            return;
        }

        var x = width - 1;
        foreach (var key in presentation.Pressed.Reverse())
        {
            List<Segment> segments = [new($" {key.Chord} ", Role.FocusedField), new($"{(key.Meaning.Length > 0 ? " " : "")}{key.Meaning}{(key.Times > 1 ? $" ×{key.Times}" : "")}", Role.Strong)];
            var columns = segments.Sum(s => CellText.Width(s.Text));
            if (x - columns < 1)
            {
                break;
            }

            painter.Line(x - columns, 0, columns, segments);
            x -= columns + Gap;
        }

        if (x > CellText.Width(label))
        {
            painter.Put(0, 0, label, Role.Dim);
        }
    }
}

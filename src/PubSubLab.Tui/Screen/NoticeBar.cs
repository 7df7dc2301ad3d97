using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Screen;

/// <summary>The row above the keys: what there is to say.</summary>
internal sealed class NoticeBar(ThemeChoice theme, Notices notices) : PaintedView(theme)
{
    private Notice? _shown;

    /// <summary>Has the row drawn if what it says has changed.</summary>
    public void Sample()
    {
        if (_shown != notices.Current)
        {
            _shown = notices.Current;
            SetNeedsDraw();
        }
    }

    /// <summary>Whether the row has room for what it says.</summary>
    public bool Fits => notices.Current is not { } notice || CellText.Width(notice.Text) + 4 <= Viewport.Width;

    protected override void Paint(Painter painter)
    {
        _shown = notices.Current;
        if (_shown is not { } notice)
        {
            painter.Fill(0, 0, Viewport.Width, Role.Normal);
            return;
        }

        painter.Line(
            0, 0, Viewport.Width,
            [new Segment(notice.IsError ? " ✗ " : " i ", notice.IsError ? Role.BarWarning : Role.BarAccent), new Segment(" " + notice.Text, Role.Bar)],
            fill: Role.Bar);
        if (!Fits)
        {
            painter.Put(Viewport.Width - 1, 0, "…", Role.Bar);
        }
    }
}

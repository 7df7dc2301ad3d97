using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Screen;

/// <summary>The row above the keys: what there is to say. A long sentence takes the rows above it too.</summary>
internal sealed class NoticeBar(ThemeChoice theme, Notices notices) : PaintedView(theme)
{
    private const int SignWidth = 4;
    private const int MostRows = 3;

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
    public bool Fits => notices.Current is not { } notice || CellText.Width(notice.Text) + SignWidth <= Viewport.Width;

    /// <summary>Number of rows that it needs at a width. A refusal that has no room in one opens a window.</summary>
    public int RowsAt(int width) => notices.Current is { IsError: false } notice ? Math.Clamp(CellText.Wrap(notice.Text, Math.Max(1, width - SignWidth)).Count, 1, MostRows) : 1;

    protected override void Paint(Painter painter)
    {
        _shown = notices.Current;
        if (_shown is not { } notice)
        {
            painter.Fill(0, 0, Viewport.Width, Role.Normal);
            return;
        }

        var lines = Viewport.Height == 1 ? [notice.Text] : CellText.Wrap(notice.Text, Math.Max(1, Viewport.Width - SignWidth));
        for (var row = 0; row < Viewport.Height; row++)
        {
            var sign = row > 0 ? "   " : notice.IsError ? " ✗ " : " i ";
            painter.Line(
                0, row, Viewport.Width,
                [new Segment(sign, notice.IsError ? Role.BarWarning : Role.BarAccent), new Segment(" " + lines.ElementAtOrDefault(row), Role.Bar)],
                fill: Role.Bar);
        }

        if (Viewport.Height == 1 && !Fits)
        {
            painter.Put(Viewport.Width - 1, 0, "…", Role.Bar);
        }
    }
}

using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>A few things of which one is chosen.</summary>
internal sealed class MenuOverlay(ThemeChoice theme, Notices notices, string title, params IReadOnlyList<MenuChoice> items) : Overlay(theme)
{
    private int _selected;

    protected override string Caption => title;

    private int TitleWidth => items.Max(i => CellText.Width(i.Title)) + 2;

    public override Size SizeOn(Size screen) => new(Math.Min(screen.Width - 4, 6 + TitleWidth + items.Max(i => CellText.Width(Told(i)))), items.Count + 4);

    public override void Move(int lines)
    {
        _selected = Math.Clamp(_selected + lines, 0, items.Count - 1);
        SetNeedsDraw();
    }

    public override void MoveField(int by) => Move(Math.Sign(by));

    public override void Accept()
    {
        var item = items[_selected];
        if (item.WhyNot is { } reason)
        {
            notices.Say($"{item.Title}: {reason}");
            return;
        }

        Close();
        item.Run();
    }

    protected override bool HasMoved() => false;

    protected override void Paint(Painter painter, Rectangle inner)
    {
        for (var row = 0; row < items.Count; row++)
        {
            var (item, chosen) = (items[row], row == _selected);
            painter.FittedLine(
                inner.X, inner.Y + 1 + row, inner.Width,
                [
                    new Segment(chosen ? " ▸ " : "   ", Role.Accent), new Segment(CellText.Pad(item.Title, TitleWidth), item.WhyNot is null ? Role.Strong : Role.Dim),
                    new Segment(Told(item), Role.Dim),
                ],
                selected: chosen);
        }
    }

    protected override void Pressed(Point at)
    {
        if (at.Y - Inner.Y - 1 is var row && row >= 0 && row < items.Count)
        {
            _selected = row;
            Accept();
        }
    }

    private static string Told(MenuChoice item) => item.WhyNot is { } reason ? "not now: " + reason : item.Help;
}

using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>A line of the log as a whole, over as many rows as it needs.</summary>
internal sealed class LineOverlay(ThemeChoice theme, LabJournal journal, LabEvent line) : TextOverlay(theme)
{
    private const int MostColumns = 100;

    protected override string Caption => $"Log line of {LogLine.Clock(line.At, journal)}";

    public override Size SizeOn(Size screen)
    {
        var width = Math.Min(screen.Width - 2, MostColumns);
        return new(width, Math.Min(screen.Height - 2, Lines(width - 4).Count + 2));
    }

    protected override bool HasMoved() => false;

    protected override IReadOnlyList<IReadOnlyList<Segment>> Lines(int width)
    {
        var (symbol, word, role) = EventLook.Of(line.Kind);
        return
        [
            [new Segment($"{symbol} {word}", role)],
            .. CellText.Wrap(string.Concat(LogLine.Tail(line).Select(s => s.Text)).Trim(), width).Select(l => (IReadOnlyList<Segment>)[new Segment(l, Role.Normal)]),
        ];
    }
}

using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>A refusal that is longer than its place on the screen, in full.</summary>
internal sealed class RefusalOverlay(ThemeChoice theme, string text) : TextOverlay(theme)
{
    private const int Widest = 90;
    private const int Edges = 2;

    protected override string Caption => "What went wrong";

    public override Size SizeOn(Size screen)
    {
        var width = Math.Min(screen.Width - 4, Widest);
        return new(width, Math.Min(screen.Height - 4, Lines(width - (2 * Edges)).Count + Edges));
    }

    protected override bool HasMoved() => false;

    protected override IReadOnlyList<IReadOnlyList<Segment>> Lines(int width) => [.. CellText.Wrap(text, width).Select(line => (IReadOnlyList<Segment>)[new Segment(line, Role.Normal)])];
}

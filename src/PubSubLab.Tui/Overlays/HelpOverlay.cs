using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>What the screen shows, and every key: made from the key table.</summary>
internal sealed class HelpOverlay(ScreenState screen, KeyScope scope) : TextOverlay(screen)
{
    private const int KeyWidth = 18;

    protected override string Caption => "Help";

    public override Size SizeOn(Size screen) => new(Math.Min(screen.Width - 4, 100), screen.Height - 2);

    protected override bool HasMoved() => false;

    protected override IReadOnlyList<IReadOnlyList<Segment>> Lines(int width)
    {
        var lines = new List<IReadOnlyList<Segment>>();
        foreach (var text in new[]
        {
            "Publish a task (p) and watch it: the log tells what happened to it, the timeline who had it when. Spawn workers (+), kill one (k), "
            + "make one slow (s), and see what Pub/Sub does with the work.",
            "Signs: ↑ published  → delivered  ← receipt of the client  ↔ lease extended  ✓ acknowledged  ↻ nacked, comes again  ○ lease expired, comes again  "
            + "† dead-lettered  ✗ killed  ↳ another worker had it before  ┄ a lease",
            "Single characters are keys unless text is being typed; Esc leaves a field. Every command is in the palette too (Ctrl+P or :).",
        })
        {
            lines.AddRange(CellText.Wrap(text, width).Select(l => (IReadOnlyList<Segment>)[new Segment(l, Role.Normal)]));
            lines.Add([]);
        }

        // Where the person was comes first.
        foreach (var group in Screen.Keys.GroupBy(e => e.Scope).OrderBy(g => g.Key == scope ? -1 : (int)g.Key))
        {
            lines.Add([new Segment(KeyTable.TitleOf(group.Key), Role.Accent)]);
            foreach (var entry in group)
            {
                AddEntry(lines, entry, width);
            }

            lines.Add([]);
        }

        return lines;
    }

    private static void AddEntry(List<IReadOnlyList<Segment>> lines, KeyTableEntry entry, int width)
    {
        var keys = entry.Keys.Count == 0 ? "palette only" : string.Join("  ", entry.Keys);
        var first = true;
        foreach (var line in CellText.Wrap(entry.Help, Math.Max(10, width - KeyWidth - 2)))
        {
            lines.Add([new Segment("  " + CellText.Pad(first ? keys : "", KeyWidth), Role.Strong), new Segment(line, Role.Normal)]);
            first = false;
        }
    }
}

using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Screen;

/// <summary>The lower row: the keys that work now, from the key table. A click on a key presses it.</summary>
internal sealed class KeyBar(ThemeChoice theme, CommandSet commands, KeyRouter router) : PaintedView(theme)
{
    private readonly List<(int From, int To, KeyTableEntry Entry)> _places = [];
    private List<Segment> _shown = [];

    /// <summary>Has the row drawn if what it says has changed.</summary>
    public void Sample()
    {
        var now = Read();
        if (!now.SequenceEqual(_shown))
        {
            _shown = now;
            SetNeedsDraw();
        }
    }

    protected override void Paint(Painter painter)
    {
        _shown = Read();
        painter.Line(0, 0, Viewport.Width, _shown, fill: Role.Bar);
    }

    protected override bool OnMouseEvent(Terminal.Gui.Input.Mouse mouse)
    {
        if (!mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed))
        {
            return false;
        }

        var x = mouse.Position?.X ?? 0;
        if (_places.Find(p => x >= p.From && x < p.To) is { Entry: { } entry })
        {
            commands.Run(entry.Id);
        }

        return true;
    }

    private List<Segment> Read()
    {
        _places.Clear();
        var segments = new List<Segment>();
        var x = 0;
        foreach (var (entry, key) in Fitting())
        {
            var possible = commands.WhyNot(entry.Id) is null;
            var width = WidthOf(entry, key);
            segments.Add(new Segment($" {Shown(key)} ", possible ? Role.BarKey : Role.BarDim));
            segments.Add(new Segment(possible ? $"{entry.Title} " : $"({entry.Title}) ", possible ? Role.Bar : Role.BarDim));
            _places.Add((x, x + width, entry));
            x += width;
        }

        return segments;
    }

    private int WidthOf(KeyTableEntry entry, string key) =>
        CellText.Width(Shown(key)) + CellText.Width(entry.Title) + (commands.WhyNot(entry.Id) is null ? 3 : 5);

    /// <summary>As many keys as fit, those that work now before the others, the same deed once, and always help and the way out.</summary>
    private List<(KeyTableEntry Entry, string Key)> Fitting()
    {
        var all = router.Hints().DistinctBy(h => h.Entry.Title).ToList();
        var fitting = all.FindAll(h => IsAlwaysThere(h.Entry)).ConvertAll(h => h.Entry.Id).ToHashSet(StringComparer.Ordinal);
        var width = all.Where(h => fitting.Contains(h.Entry.Id)).Sum(h => WidthOf(h.Entry, h.Key));
        foreach (var (entry, key) in all.Where(h => !IsAlwaysThere(h.Entry)).OrderBy(h => commands.WhyNot(h.Entry.Id) is not null))
        {
            if (width + WidthOf(entry, key) <= Viewport.Width)
            {
                fitting.Add(entry.Id);
                width += WidthOf(entry, key);
            }
        }

        return all.FindAll(h => fitting.Contains(h.Entry.Id));
    }

    private static string Shown(string key) => key == "Delete" ? "Del" : key;

    private static bool IsAlwaysThere(KeyTableEntry entry) => entry.Id is CommandIds.Help or CommandIds.Quit;
}

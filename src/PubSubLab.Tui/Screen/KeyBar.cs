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
        foreach (var hint in Fitting())
        {
            segments.Add(new Segment($" {hint.Key} ", hint.IsPossible ? Role.BarKey : Role.BarDim));
            segments.Add(new Segment(hint.IsPossible ? $"{hint.Entry.Title} " : $"({hint.Entry.Title}) ", hint.IsPossible ? Role.Bar : Role.BarDim));
            _places.Add((x, x + hint.Width, hint.Entry));
            x += hint.Width;
        }

        return segments;
    }

    /// <summary>As many keys as fit, those that work now before the others, the same deed once, and always help and the way out.</summary>
    private List<KeyHint> Fitting()
    {
        // Each command is asked once: the answer may read all workers.
        var all = router.Hints().DistinctBy(h => h.Entry.Title).Select(h => new KeyHint(h.Entry, Shown(h.Key), commands.WhyNot(h.Entry.Id) is null)).ToList();
        var fitting = all.FindAll(h => h.IsAlwaysThere).ToHashSet();
        var width = fitting.Sum(h => h.Width);
        foreach (var hint in all.Where(h => !h.IsAlwaysThere).OrderByDescending(h => h.IsPossible))
        {
            if (width + hint.Width <= Viewport.Width)
            {
                fitting.Add(hint);
                width += hint.Width;
            }
        }

        return all.FindAll(fitting.Contains);
    }

    private static string Shown(string key) => key == "Delete" ? "Del" : key;

    /// <summary>A key with what it does.</summary>
    private sealed record KeyHint(KeyTableEntry Entry, string Key, bool IsPossible)
    {
        public bool IsAlwaysThere => Entry.Id is CommandIds.Help or CommandIds.Quit;

        public int Width { get; } = CellText.Width(Key) + CellText.Width(Entry.Title) + (IsPossible ? 3 : 5);
    }
}

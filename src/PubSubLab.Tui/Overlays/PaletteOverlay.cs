using Humanizer;
using PubSubLab.Tui.Controls;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>Every command with its key; typing finds one.</summary>
internal sealed class PaletteOverlay : Overlay
{
    private const int ShortestName = 22;
    private const int KeyWidth = 10;

    // The selected command's full description, below a line.
    private const int HelpRows = 3;

    private readonly Notices _notices;
    private readonly IReadOnlyList<PaletteItem> _all;
    private readonly TextField _search;
    private IReadOnlyList<PaletteItem> _found;
    private int _selected;
    private int _top;

    public PaletteOverlay(ThemeChoice theme, Notices notices, IReadOnlyList<PaletteItem> items)
        : base(theme)
    {
        _notices = notices;
        _all = _found = items;
        _search = new LabTextField { X = 4, Y = 1, Height = 1, Width = Dim.Fill(2), TabStop = TabBehavior.NoStop };
        _search.SetScheme(theme.Current.FocusedFieldScheme);
        _search.ValueChanged += (_, e) => Find(e.NewValue ?? "");
        Add(_search);
    }

    public override bool IsTyping => true;

    protected override bool HasFields => true;

    protected override string Caption => $"Palette ─ {"command".ToQuantity(_found.Count)}";

    public override Size SizeOn(Size screen) => new(Math.Min(screen.Width - 4, 96), Math.Min(screen.Height - 2, Math.Max(12, screen.Height * 2 / 3)));

    public override void Enter() => _search.SetFocus();

    public override void Move(int lines)
    {
        if (_found.Count > 0)
        {
            _selected = Math.Clamp(_selected + lines, 0, _found.Count - 1);
            SetNeedsDraw();
        }
    }

    public override void Accept()
    {
        if (_selected >= _found.Count)
        {
            return;
        }

        var item = _found[_selected];
        if (item.WhyNot is { } reason)
        {
            _notices.Say($"{item.Title}: {reason}");
            return;
        }

        Close();
        item.Run();
    }

    /// <summary>
    /// How well an item fits what was typed, lower is better: the start of the title, a word's start, somewhere in the title, its letters in
    /// order, the help text; null for not at all.
    /// </summary>
    internal static int? Fit(PaletteItem item, string typed)
    {
        if (item.Title.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        if (item.Title.Contains(" " + typed, StringComparison.OrdinalIgnoreCase))
        {
            return 1;
        }

        if (item.Title.Contains(typed, StringComparison.OrdinalIgnoreCase))
        {
            return 2;
        }

        if (item.Help.Contains(typed, StringComparison.OrdinalIgnoreCase))
        {
            return 3;
        }

        var at = 0;
        foreach (var c in item.Title)
        {
            if (at < typed.Length && char.ToUpperInvariant(c) == char.ToUpperInvariant(typed[at]))
            {
                at++;
            }
        }

        return at == typed.Length ? 4 : null;
    }

    protected override bool HasMoved() => false;

    protected override void Paint(Painter painter, Rectangle inner)
    {
        painter.Put(inner.X + 1, inner.Y, ">", Role.Accent);
        var rows = inner.Height - 2 - HelpRows;
        var names = Math.Clamp(_all.Max(i => CellText.Width(i.Title)) + 1, ShortestName, Math.Max(ShortestName, inner.Width - KeyWidth - ShortestName));
        _top = ScrollWindow.Top(_top, _selected, rows, _found.Count);
        if (_found.Count == 0)
        {
            painter.Put(inner.X + 1, inner.Y + 2, "No command is called so. Esc closes.", Role.Dim, inner.Width - 2);
        }

        for (var row = 0; row < rows && _top + row < _found.Count; row++)
        {
            var item = _found[_top + row];
            var chosen = _top + row == _selected;
            var possible = item.WhyNot is null;
            painter.FittedLine(
                inner.X, inner.Y + 2 + row, inner.Width - 1,
                [
                    new Segment(chosen ? "▸ " : "  ", Role.Accent),
                    new Segment(CellText.Pad(item.Title, names), possible ? Role.Strong : Role.Dim),
                    new Segment(CellText.Pad(item.Key, KeyWidth), Role.Accent),
                    new Segment(Told(item), Role.Dim),
                ],
                selected: chosen);
            if (chosen)
            {
                painter.Fill(inner.X, inner.Bottom - HelpRows, inner.Width, Role.Frame, with: '─');
                painter.PutWrapped(inner.X + 1, inner.Bottom - HelpRows + 1, Told(item), Role.Normal, inner.Width - 2, HelpRows - 1);
            }
        }
    }

    private static string Told(PaletteItem item) => item.WhyNot is { } reason ? "not now: " + reason : item.Help;

    protected override void Pressed(Point at)
    {
        var index = _top + at.Y - 3;
        if (at.Y >= 3 && at.Y < Inner.Bottom - HelpRows && index < _found.Count)
        {
            _selected = index;
            Accept();
        }
    }

    private void Find(string typed)
    {
        _found = typed.Length == 0
            ? _all
            : [.. _all.Select(i => (Item: i, Fit: Fit(i, typed.Trim()))).Where(i => i.Fit is not null).OrderBy(i => i.Fit).ThenBy(i => i.Item.WhyNot is not null).Select(i => i.Item)];
        _selected = 0;
        SetNeedsDraw();
    }
}

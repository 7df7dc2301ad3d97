namespace PubSubLab.Tui.Layout;

/// <summary>
/// Where everything goes at a size of the window. Flow, timeline and log are always together; where the window is small, rules take the
/// place of frames and the form has one row until it is used.
/// </summary>
internal sealed record ScreenLayout
{
    /// <summary>The smallest window that can be worked in.</summary>
    public static readonly Size Smallest = new(60, 15);

    private const int FormWidth = 38;
    private const int FormHeight = 16;
    private const int FewestRows = 20;

    // Rows that stay for the flow while the form is open over the others.
    private const int RowsBesideForm = 6;

    /// <summary>Whether the window is too small to show anything of use.</summary>
    public bool TooSmall { get; private init; }

    /// <summary>The header's row.</summary>
    public Rectangle Header { get; private init; }

    /// <summary>The row of tabs; empty where every pane is in sight.</summary>
    public Rectangle Tabs { get; private init; }

    /// <summary>The row for what there is to say.</summary>
    public Rectangle Notice { get; private init; }

    /// <summary>The row for pressed keys; empty where none are shown.</summary>
    public Rectangle PressedKeys { get; private init; }

    /// <summary>Whether the focused form takes the place of other panes.</summary>
    public bool IsFormOnTop { get; private init; }

    /// <summary>Whether panes have a rule with their title instead of a frame.</summary>
    public bool IsRuled { get; private init; }

    /// <summary>The status bar's row.</summary>
    public Rectangle Status { get; private init; }

    /// <summary>The panes in sight.</summary>
    public IReadOnlyDictionary<PaneId, Rectangle> Panes { get; private init; } = new Dictionary<PaneId, Rectangle>();

    /// <summary>Everything between header and status bar, for a page or a zoomed pane.</summary>
    public Rectangle Body { get; private init; }

    /// <summary>Lays out a window.</summary>
    /// <param name="size">Columns and rows.</param>
    /// <param name="panes">The panes there are.</param>
    /// <param name="navigator">The focused pane, in sight at every size, and the page that is shown.</param>
    /// <param name="showsKeys">Whether pressed keys have a row.</param>
    /// <param name="moved">Rows that the upper pane gives to the lower one; negative the other way.</param>
    public static ScreenLayout Of(Size size, PaneCatalog panes, PaneNavigator navigator, bool showsKeys = false, int moved = 0)
    {
        var (width, height) = (size.Width, size.Height);
        if (width < Smallest.Width || height < Smallest.Height)
        {
            return new ScreenLayout { TooSmall = true };
        }

        var wide = width >= 100 && height >= 28;
        var page = navigator.Page is { } id ? panes.Get(id) : null;
        var alone = navigator.Zoomed || height < FewestRows || page is { Place: PanePlace.WholePage };
        var tabs = navigator.Zoomed || height < FewestRows || (page is { Place: PanePlace.Page } && !wide) ? 1 : 0;
        var keys = showsKeys ? 1 : 0;
        var body = new Rectangle(0, 1 + tabs, width, height - 3 - keys - tabs);
        return new ScreenLayout
        {
            Header = new Rectangle(0, 0, width, 1),
            Tabs = tabs == 0 ? Rectangle.Empty : new Rectangle(0, 1, width, 1),
            PressedKeys = showsKeys ? new Rectangle(0, height - 3, width, 1) : Rectangle.Empty,
            Notice = new Rectangle(0, height - 2, width, 1),
            Status = new Rectangle(0, height - 1, width, 1),
            Body = body,
            IsFormOnTop = !wide && page is null && panes.Get(navigator.Focused).Place is PanePlace.Left,
            IsRuled = !alone && !wide && page is null,
            Panes = alone ? new Dictionary<PaneId, Rectangle> { [navigator.Focused] = body }
                : page is not null ? (wide ? Beside(body, page.Id, panes, navigator, moved) : Over(body, page.Id, panes, navigator))
                : wide ? Wide(body, panes, navigator, moved)
                : Narrow(body, panes, navigator, moved),
        };
    }

    private static Dictionary<PaneId, Rectangle> Wide(Rectangle body, PaneCatalog panes, PaneNavigator navigator, int moved)
    {
        var form = Math.Clamp(body.Width * 30 / 100, FormWidth, 52);
        var top = navigator.LacksBottom ? body.Height : Math.Max(FormHeight, body.Height * 2 / 3);
        var upper = (top / 2) - moved;
        var right = body.Width - form;
        return Shared(
            panes,
            (PanePlace.Left, new(0, body.Y, form, top)),
            (PanePlace.Upper, new(form, body.Y, right, upper)),
            (PanePlace.Lower, new(form, body.Y + upper, right, top - upper)),
            (PanePlace.Bottom, new(0, body.Y + top, body.Width, body.Height - top)));
    }

    /// <summary>A page with the lab's panes beside it.</summary>
    private static Dictionary<PaneId, Rectangle> Beside(Rectangle body, PaneId page, PaneCatalog panes, PaneNavigator navigator, int moved)
    {
        var lower = navigator.LacksBottom ? body.Height : body.Height * 2 / 3;
        var (side, upper) = (Math.Clamp(body.Width * 48 / 100, 50, 90), Math.Max(8, lower / 2) - moved);
        var areas = Shared(
            panes,
            (PanePlace.Upper, new(side, body.Y, body.Width - side, upper)),
            (PanePlace.Lower, new(side, body.Y + upper, body.Width - side, lower - upper)),
            (PanePlace.Bottom, new(side, body.Y + lower, body.Width - side, body.Height - lower)));
        areas[page] = new(0, body.Y, side, body.Height);
        return areas;
    }

    /// <summary>A page over one of the lab's panes: the focused one, else the last upper one, else the lower one.</summary>
    private static Dictionary<PaneId, Rectangle> Over(Rectangle body, PaneId page, PaneCatalog panes, PaneNavigator navigator)
    {
        var upper = body.Height * 66 / 100;
        var areas = new Dictionary<PaneId, Rectangle> { [page] = new(0, body.Y, body.Width, upper) };
        PaneId? below = navigator.Focused != page ? navigator.Focused
            : panes.Get(navigator.Above).Place is PanePlace.Upper ? navigator.Above
            : panes.At(PanePlace.Lower) is [var lower, ..] ? lower : null;
        if (below is { } pane)
        {
            areas[pane] = new(0, body.Y + upper, body.Width, body.Height - upper);
        }

        return areas;
    }

    /// <summary>One below another. The form that is used covers timeline and log, so that the flow is seen beside it.</summary>
    private static Dictionary<PaneId, Rectangle> Narrow(Rectangle body, PaneCatalog panes, PaneNavigator navigator, int moved)
    {
        if (panes.Get(navigator.Focused).Place is PanePlace.Left)
        {
            var open = Math.Min(FormHeight, body.Height - RowsBesideForm);
            return Shared(panes, (PanePlace.Left, body with { Height = open }), (PanePlace.Upper, new(0, body.Y + open, body.Width, body.Height - open)));
        }

        // Six, five and six rows below their rules in a window of 24.
        var rows = body.Height - 1;
        var (upper, lower) = navigator.LacksBottom ? (rows / 2, rows - (rows / 2)) : (1 + ((rows - 3) * 6 / 17), 1 + ((rows - 3) * 5 / 17));
        (upper, lower) = (upper - moved, lower + moved);
        return Shared(
            panes,
            (PanePlace.Left, body with { Height = 1 }),
            (PanePlace.Upper, new(0, body.Y + 1, body.Width, upper)),
            (PanePlace.Lower, new(0, body.Y + 1 + upper, body.Width, lower)),
            (PanePlace.Bottom, new(0, body.Y + 1 + upper + lower, body.Width, rows - upper - lower)));
    }

    private static Dictionary<PaneId, Rectangle> Shared(PaneCatalog panes, params ReadOnlySpan<(PanePlace Place, Rectangle Area)> places)
    {
        var areas = new Dictionary<PaneId, Rectangle>();
        foreach (var (place, area) in places)
        {
            if (area.Height <= 0)
            {
                continue;
            }

            var ids = panes.At(place);
            for (var i = 0; i < ids.Count; i++)
            {
                var (from, to) = (area.Width * i / ids.Count, area.Width * (i + 1) / ids.Count);
                areas[ids[i]] = area with { X = area.X + from, Width = to - from };
            }
        }

        return areas;
    }
}

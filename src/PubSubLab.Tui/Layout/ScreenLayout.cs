namespace PubSubLab.Tui.Layout;

/// <summary>Where everything goes at a size of the window. A wide window shows all panes, a smaller one keeps some behind tabs.</summary>
internal sealed record ScreenLayout
{
    /// <summary>The smallest window that can be worked in.</summary>
    public static readonly Size Smallest = new(60, 15);

    private const int FormWidth = 38;
    private const int FormHeight = 14;

    /// <summary>Whether the window is too small to show anything of use.</summary>
    public bool TooSmall { get; private init; }

    /// <summary>The header's row.</summary>
    public Rectangle Header { get; private init; }

    /// <summary>The row of tabs; empty where every pane is in sight.</summary>
    public Rectangle Tabs { get; private init; }

    /// <summary>The status bar's row.</summary>
    public Rectangle Status { get; private init; }

    /// <summary>The panes in sight.</summary>
    public IReadOnlyDictionary<PaneId, Rectangle> Panes { get; private init; } = new Dictionary<PaneId, Rectangle>();

    /// <summary>Everything between header and status bar, for a page or a zoomed pane.</summary>
    public Rectangle Body { get; private init; }

    /// <summary>Lays out a window.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="focused">The focused pane: in sight whatever the size.</param>
    /// <param name="above">The pane that was last focused among those that share the space above the log.</param>
    /// <param name="zoomed">Whether the focused pane has the whole window.</param>
    /// <param name="page">The page that is shown instead of the lab: its own pane; null for the lab.</param>
    public static ScreenLayout Of(int width, int height, PaneId focused, PaneId above, bool zoomed, PaneId? page = null)
    {
        if (width < Smallest.Width || height < Smallest.Height)
        {
            return new ScreenLayout { TooSmall = true };
        }

        var wide = width >= 100 && height >= 28;
        var tabs = !wide || zoomed ? 1 : 0;
        var body = new Rectangle(0, 1 + tabs, width, height - 2 - tabs);
        return new ScreenLayout
        {
            Header = new Rectangle(0, 0, width, 1),
            Tabs = tabs == 0 ? Rectangle.Empty : new Rectangle(0, 1, width, 1),
            Status = new Rectangle(0, height - 1, width, 1),
            Body = body,
            Panes = zoomed || height < 20 || page == PaneId.Topology ? new Dictionary<PaneId, Rectangle> { [focused] = body }
                : page is { } own ? (wide ? Beside(body, own) : Over(body, own, focused, above))
                : wide ? Wide(body)
                : Narrow(body, above),
        };
    }

    private static Dictionary<PaneId, Rectangle> Wide(Rectangle body)
    {
        var form = Math.Clamp(body.Width * 30 / 100, FormWidth, 52);
        var top = Math.Max(FormHeight + 2, body.Height * 55 / 100);
        var workers = Math.Max(6, top * 38 / 100);
        var right = body.Width - form;
        return new Dictionary<PaneId, Rectangle>
        {
            [PaneId.Publisher] = new(0, body.Y, form, top),
            [PaneId.Workers] = new(form, body.Y, right, workers),
            [PaneId.Timeline] = new(form, body.Y + workers, right, top - workers),
            [PaneId.Log] = new(0, body.Y + top, body.Width, body.Height - top),
        };
    }

    /// <summary>A page with what it is about beside it: workers, timeline and log.</summary>
    private static Dictionary<PaneId, Rectangle> Beside(Rectangle body, PaneId page)
    {
        var (side, workers, upper) = (Math.Clamp(body.Width * 48 / 100, 50, 90), Math.Max(6, body.Height * 22 / 100), body.Height * 68 / 100);
        return new Dictionary<PaneId, Rectangle>
        {
            [page] = new(0, body.Y, side, body.Height),
            [PaneId.Workers] = new(side, body.Y, body.Width - side, workers),
            [PaneId.Timeline] = new(side, body.Y + workers, body.Width - side, upper - workers),
            [PaneId.Log] = new(side, body.Y + upper, body.Width - side, body.Height - upper),
        };
    }

    /// <summary>A page over one of the panes beside it: the focused one, else the last, else the timeline.</summary>
    private static Dictionary<PaneId, Rectangle> Over(Rectangle body, PaneId page, PaneId focused, PaneId above)
    {
        var upper = body.Height * 62 / 100;
        var below = focused != page ? focused : above == PaneId.Workers ? above : PaneId.Timeline;
        return new Dictionary<PaneId, Rectangle>
        {
            [page] = new(0, body.Y, body.Width, upper),
            [below] = new(0, body.Y + upper, body.Width, body.Height - upper),
        };
    }

    private static Dictionary<PaneId, Rectangle> Narrow(Rectangle body, PaneId above)
    {
        var top = Math.Clamp(body.Height * 55 / 100, 12, FormHeight + 2);
        return new Dictionary<PaneId, Rectangle>
        {
            [above] = new(0, body.Y, body.Width, top),
            [PaneId.Log] = new(0, body.Y + top, body.Width, body.Height - top),
        };
    }
}

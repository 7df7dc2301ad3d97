using PubSubLab.Tui.Commands;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Panes;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Screen;

/// <summary>The whole screen: header, panes, status bar, and the windows over them.</summary>
internal sealed class LabWindow : Runnable
{
    private readonly HeaderBar _header;
    private readonly TabStrip _tabs;
    private readonly KeyBar _keys;
    private readonly Dictionary<PaneId, Pane> _panes;
    private readonly Stack<Overlay> _overlays = new();
    private readonly Sheet _sheet = new();
    private PaneId _above = PaneId.Publisher;
    private bool _toldRecording;

    public LabWindow(ScreenState state)
    {
        State = state;
        Title = "PubSubLab";
        Commands = new CommandSet(state);
        Publisher = new PublisherPane(state, () => Commands.Run(CommandIds.Publish), () => Commands.Run(CommandIds.ToggleStream));
        Workers = new WorkersPane(state);
        Timeline = new TimelinePane(state);
        Log = new LogPane(state, OpenDetails);
        Experiments = new ExperimentsPane(state);
        Topology = new TopologyPane(state);
        _panes = new() { [PaneId.Experiments] = Experiments, [PaneId.Topology] = Topology, [PaneId.Publisher] = Publisher, [PaneId.Workers] = Workers, [PaneId.Timeline] = Timeline, [PaneId.Log] = Log };
        _header = new HeaderBar(state);
        _tabs = new TabStrip(state, () => PaneOrder, () => FocusedId, () => Zoomed, Go);
        Router = new KeyRouter(this);
        _keys = new KeyBar(state, Commands, Router);
        LabCommands.AddTo(this);
        Add(_header, _tabs, _keys);
        foreach (var pane in _panes.Values)
        {
            Add(pane);
        }

        ApplyTheme();
    }

    public ScreenState State { get; }

    public CommandSet Commands { get; }

    public KeyRouter Router { get; }

    public PublisherPane Publisher { get; }

    public WorkersPane Workers { get; }

    public TimelinePane Timeline { get; }

    public LogPane Log { get; }

    public ExperimentsPane Experiments { get; }

    public TopologyPane Topology { get; }

    /// <summary>The page that is shown instead of the lab, by its own pane; null for the lab.</summary>
    public PaneId? Page { get; private set; }

    /// <summary>The panes that can be gone to now, in their order.</summary>
    public IReadOnlyList<PaneId> PaneOrder => Page switch
    {
        PaneId.Topology => [PaneId.Topology],
        { } page => [page, PaneId.Workers, PaneId.Timeline, PaneId.Log],
        null => [PaneId.Publisher, PaneId.Workers, PaneId.Timeline, PaneId.Log],
    };

    /// <summary>Copies a text to where the person can paste it.</summary>
    public Action<string> CopyOut { get; set; } = _ => { };

    /// <summary>Goes back to the shell until the person returns.</summary>
    public Action Suspend { get; set; } = () => { };

    public PaneId FocusedId { get; private set; } = PaneId.Publisher;

    public Pane FocusedPane => _panes[FocusedId];

    /// <summary>Whether the terminal is too small to show anything of use.</summary>
    public bool TooSmall { get; private set; }

    public bool Zoomed { get; private set; }

    /// <summary>The window that lies on top; null where none is open.</summary>
    public Overlay? TopOverlay => _overlays.Count > 0 ? _overlays.Peek() : null;

    /// <summary>Puts everything in its place for the size of the terminal.</summary>
    public void Arrange()
    {
        var size = App?.Screen.Size ?? new Size(80, 24);
        var before = MostFocused;
        var layout = ScreenLayout.Of(size.Width, size.Height, FocusedId, _above, Zoomed, Page);
        TooSmall = layout.TooSmall;
        Place(_header, layout.Header);
        Place(_tabs, layout.Tabs);
        Place(_keys, layout.Status);
        foreach (var (id, pane) in _panes)
        {
            Place(pane, layout.Panes.TryGetValue(id, out var area) ? area : Rectangle.Empty);
        }

        if (Publisher.Visible)
        {
            Publisher.Arrange(layout.Panes[PaneId.Publisher].Width, layout.Panes[PaneId.Publisher].Height);
        }

        foreach (var overlay in _overlays)
        {
            var wanted = overlay.SizeOn(size);
            var (w, h) = (Math.Min(wanted.Width, size.Width), Math.Min(wanted.Height, size.Height));
            Place(overlay, TooSmall ? Rectangle.Empty : new Rectangle((size.Width - w) / 2, Math.Max(0, (size.Height - h) / 2), w, h));
        }

        // What goes out of sight loses the focus, and the library gives it to whatever comes first.
        if (!TooSmall && TopOverlay is null && (MostFocused != before || !FocusedPane.HasFocus))
        {
            FocusedPane.EnterAfresh();
        }

        SetNeedsDraw();
    }

    /// <summary>Gives a pane the focus.</summary>
    public void Go(PaneId pane)
    {
        // A pane of the lab that the page does not show leads back to the lab.
        if (Page is not null && !PaneOrder.Contains(pane))
        {
            Page = null;
        }

        FocusedId = pane;
        _above = pane is PaneId.Log or PaneId.Experiments or PaneId.Topology ? _above : pane;
        Arrange();
        _panes[pane].Enter();
    }

    /// <summary>To the next pane or the one before.</summary>
    public void GoBy(int by)
    {
        var order = PaneOrder;
        Go(order[(order.ToList().IndexOf(FocusedId) + by + order.Count) % order.Count]);
        if (FocusedId == PaneId.Publisher && by > 0)
        {
            Publisher.EnterAtStart();
        }
    }

    /// <summary>Shows a page instead of the lab; shown already, goes back.</summary>
    public void TogglePage(PaneId page)
    {
        if (Page == page)
        {
            GoToLab();
            return;
        }

        Page = page;
        Zoomed = false;
        _above = page == PaneId.Experiments ? PaneId.Timeline : _above;
        Go(page);
    }

    /// <summary>Shows the lab.</summary>
    public void GoToLab()
    {
        Page = null;
        Go(PaneId.Publisher);
    }

    /// <summary>Arranges the lab as a person had it.</summary>
    public void Restore(KeptLayout layout)
    {
        if (layout.TimelineSeconds is { } seconds)
        {
            Timeline.Timeline.ZoomTo(TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.SecondsPerDay)));
        }

        Timeline.Timeline.ShowsLeases = layout.Leases;
        if (layout.Zoomed is { } pane && PaneOrder.Contains(pane))
        {
            Zoomed = true;
            Go(pane);
        }
    }

    /// <summary>How the person has it now.</summary>
    public KeptLayout ReadLayout() => new(
        Zoomed && Page is null ? FocusedId : null, Timeline.Timeline.Span.TotalSeconds, Timeline.Timeline.ShowsLeases);

    public void ToggleZoom()
    {
        Zoomed = !Zoomed;
        Arrange();
    }

    /// <summary>Opens a window over the screen.</summary>
    public void Open(Overlay overlay)
    {
        _overlays.Push(overlay);
        Add(overlay);
        overlay.SetScheme(State.Theme.Scheme);
        Arrange();
        overlay.Enter();
    }

    /// <summary>Closes the window on top and gives the focus back.</summary>
    public void CloseOverlay()
    {
        if (!_overlays.TryPop(out var overlay))
        {
            return;
        }

        Remove(overlay);
        overlay.Dispose();
        Arrange();
        if (TopOverlay is { } below)
        {
            below.Enter();
        }
        else
        {
            FocusedPane.Enter();
        }
    }

    /// <summary>The pane that was clicked into becomes the focused one.</summary>
    public void FollowFocus()
    {
        foreach (var (id, pane) in TooSmall ? [] : _panes)
        {
            if (pane.HasFocus && id != FocusedId)
            {
                FocusedId = id;
                _above = id is PaneId.Log or PaneId.Experiments or PaneId.Topology ? _above : id;
                _tabs.SetNeedsDraw();
            }
        }
    }

    public void ApplyTheme()
    {
        SetScheme(State.Theme.Scheme);
        foreach (var view in SubViews)
        {
            view.SetScheme(State.Theme.Scheme);
        }

        SetNeedsDraw();
    }

    /// <summary>Takes in what happened since the last time, and has drawn what changed.</summary>
    public void Tick()
    {
        if (State.Work.Drain())
        {
            State.Changed();
        }

        TellRecording();
        State.Tick();
        FollowFocus();
        if (TooSmall)
        {
            return;
        }

        _header.Sample();
        _keys.Sample();
        foreach (var pane in _panes.Values)
        {
            pane.Sample();
        }

        TopOverlay?.Sample();
    }

    private void TellRecording()
    {
        if (!_toldRecording && State.Recorder?.Failure is { } failure)
        {
            _toldRecording = true;
            State.Fail(failure);
        }
    }

    /// <summary>Draws everything anew.</summary>
    public void Redraw()
    {
        if (App is not null)
        {
            App.ClearScreenNextIteration = true;
        }

        SetNeedsDraw();
    }

    // As in PaintedView: nothing is wiped that is painted in a moment.
    protected override bool OnClearingViewport() => true;

    protected override bool OnDrawingContent(DrawContext? context)
    {
        _sheet.Clear(Viewport.Size, GetAttributeForRole(VisualRole.Normal));
        if (TooSmall)
        {
            var painter = new Painter(_sheet, State.Theme);
            var size = Viewport.Size;
            var y = Math.Max(0, (size.Height / 2) - 2);
            foreach (var line in CellText.Wrap(
                $"This window is {size.Width}x{size.Height}. The lab needs {ScreenLayout.Smallest.Width}x{ScreenLayout.Smallest.Height}: make it larger, or the letters smaller. "
                + "The lab runs on meanwhile; Ctrl+Q quits.", Math.Max(1, size.Width - 2)))
            {
                painter.Put(1, y++, line, Role.Strong, size.Width - 1);
            }
        }

        _sheet.ShowOn(this);
        return true;
    }

    private void OpenDetails() => Commands.Run(CommandIds.LogDetails);

    private static void Place(View view, Rectangle area)
    {
        view.Visible = area is { Width: > 0, Height: > 0 };
        if (view.Visible)
        {
            view.PlaceAt(area);
            view.SetNeedsDraw();
        }
    }
}

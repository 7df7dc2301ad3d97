using PubSubLab.Lab;
using PubSubLab.Lab.Recordings;
using PubSubLab.Tui.Demo;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Screen;

/// <summary>The whole screen: header, panes, status bar, and the windows over them.</summary>
internal sealed class LabWindow : Runnable
{
    private const int HeightToSpare = 28;

    private readonly ThemeChoice _theme;
    private readonly Playback _playback;
    private readonly Notices _notices;
    private readonly BackgroundWork _work;
    private readonly Revision _revision;
    private readonly FramePace _pace;
    private readonly PaneNavigator _navigator;
    private readonly PaneCatalog _catalog;
    private readonly Dialogs _dialogs;
    private readonly FailureWatch[] _failures;
    private readonly HeaderBar _header;
    private readonly TabStrip _tabs;
    private readonly NoticeBar _noticeBar;
    private readonly KeyBar _keyBar;
    private readonly CaptionBar _caption;
    private readonly PressedKeysBar _pressedKeys;
    private readonly Presentation _presentation;
    private readonly Dictionary<PaneId, Pane> _panes = [];
    private readonly Sheet _sheet = new();
    private int _sampledAt = -1;
    private bool _captioned;
    private int _noticeRows = 1;
    private Notice? _shownWhole;

    private readonly RowShares _shares = new();

    private readonly FocusReturn _focus = new();

    public LabWindow(
        LabSession session, ThemeChoice theme, Playback playback, Notices notices, BackgroundWork work, Revision revision, FramePace pace, PaneCatalog catalog, PaneNavigator navigator, Dialogs dialogs,
        CommandSet commands, ScreenKeys keys, TerminalActions terminal, ExperimentRunner experiments, DemoPlayer demo, Presentation presentation, IEnumerable<(PaneId Id, Pane Pane)> panes, JournalRecorder? recorder)
    {
        (_theme, _playback, _notices, _work, _revision, _pace) = (theme, playback, notices, work, revision, pace);
        (_catalog, _navigator, _dialogs) = (catalog, navigator, dialogs);
        _failures = [new FailureWatch(() => recorder?.Failure, notices), new FailureWatch(() => session.Kept?.Failure, notices)];
        Title = "PubSubLab";
        _header = new HeaderBar(theme, session, playback, keys, experiments, recorder);
        _tabs = new TabStrip(theme, catalog, navigator);
        Router = new KeyRouter(this, dialogs, navigator, keys, commands, playback, demo, presentation, notices);
        _presentation = presentation;
        _pressedKeys = new PressedKeysBar(theme, presentation, keys);
        _noticeBar = new NoticeBar(theme, notices);
        _keyBar = new KeyBar(theme, commands, Router);
        Add(_header, _tabs, _pressedKeys, _keyBar);
        foreach (var (id, pane) in panes)
        {
            _panes.Add(id, pane);
            Add(pane);
        }

        // Above the panes, where they have no rows of their own.
        _caption = new CaptionBar(theme, demo);
        Add(_caption, _noticeBar);

        theme.Changed += (_, _) => ApplyTheme();
        navigator.Rearranged += (_, _) => Arrange();
        navigator.Entered += (_, pane) => _panes[pane.Value].Enter();
        navigator.Leaving += (_, _) => _focus.PageOpens(MostFocused);
        navigator.Returned += (_, _) => _focus.PageLeft(FocusedPane);
        navigator.EnteredAtStart += (_, pane) => _panes[pane.Value].EnterAtStart();
        dialogs.Opened += (_, overlay) => Show(overlay.Value);
        dialogs.Closed += (_, overlay) => Hide(overlay.Value);
        terminal.Redraw = Redraw;
        terminal.ReadFocus = () => MostFocused;
        terminal.Quit = () => App?.RequestStop(this);
        ApplyTheme();
    }

    public KeyRouter Router { get; }

    public Pane FocusedPane => _panes[_navigator.Focused];

    /// <summary>Whether the terminal is too small to show anything of use.</summary>
    public bool TooSmall { get; private set; }

    /// <summary>Puts everything in its place for the size of the terminal.</summary>
    public void Arrange()
    {
        var size = App?.Screen.Size ?? new Size(80, 24);
        var before = MostFocused;
        _captioned = _caption.IsWanted;

        // The demo's caption gets a row where one can be spared, else the first row below the header.
        var spared = _captioned && size.Height > HeightToSpare ? 1 : 0;
        _shares.Begin(size, _navigator.Page, _navigator.LacksBottom);
        var layout = ScreenLayout.Of(size with { Height = size.Height - spared }, _catalog, _navigator, _presentation.IsOn, _shares.Moved);
        TooSmall = layout.TooSmall;
        _navigator.IsFormOnTop = layout.IsFormOnTop;
        Place(_header, layout.Header);
        Place(_caption, _captioned && !TooSmall ? new Rectangle(0, 1, size.Width, 1) : Rectangle.Empty);
        Place(_tabs, Below(layout.Tabs));
        Place(_pressedKeys, Below(layout.PressedKeys));
        _noticeRows = _noticeBar.RowsAt(size.Width);
        Place(_noticeBar, Below(layout.Notice with { Y = layout.Notice.Y - _noticeRows + 1, Height = TooSmall ? 0 : _noticeRows }));
        Place(_keyBar, Below(layout.Status));
        foreach (var (id, pane) in _panes)
        {
            pane.IsRuled = layout.IsRuled;
            Place(pane, Below(layout.Panes.GetValueOrDefault(id)));
            if (pane.Visible)
            {
                pane.Arrange(layout.Panes[id].Size);
            }
        }

        foreach (var overlay in _dialogs.All)
        {
            var wanted = overlay.SizeOn(size);
            var (w, h) = (Math.Min(wanted.Width, size.Width), Math.Min(wanted.Height, size.Height));
            Place(overlay, TooSmall ? Rectangle.Empty : new Rectangle((size.Width - w) / 2, Math.Max(0, (size.Height - h) / 2), w, h));
        }

        // A hidden view loses the focus, and the library gives it to the first one.
        if (!TooSmall && _dialogs.Top is null && (MostFocused != before || !FocusedPane.HasFocus))
        {
            FocusedPane.EnterAfresh();
        }
        else if (!TooSmall && _dialogs.Top is { HasFocus: false } top)
        {
            top.SetFocus();
        }

        SetNeedsDraw();

        Rectangle Below(Rectangle area) => area with { Y = area.Y + spared };
    }

    /// <summary>The pane that was clicked into becomes the focused one.</summary>
    public void FollowFocus()
    {
        foreach (var (id, pane) in TooSmall ? [] : _panes)
        {
            if (pane.HasFocus && id != _navigator.Focused)
            {
                _navigator.Follow(id);
                _tabs.SetNeedsDraw();
                Arrange();
                return;
            }
        }
    }

    /// <summary>Takes in what happened since the last time, and has drawn what changed: after a key at once.</summary>
    public void Tick() => Tick(afterKey: true);

    /// <summary>As <see cref="Tick()"/>, by the clock: what moves by itself is drawn once a step, however many events there are.</summary>
    public void TickByClock() => Tick(afterKey: false);

    private void Tick(bool afterKey)
    {
        _revision.LookAgain();
        if (_work.Drain())
        {
            _revision.Advance();
        }

        foreach (var failure in _failures)
        {
            failure.Look();
        }

        _playback.Tick();
        _notices.Expire();
        FollowFocus();
        if (_caption.IsWanted != _captioned || (!TooSmall && _noticeBar.RowsAt(_noticeBar.Viewport.Width) != _noticeRows))
        {
            Arrange();
        }

        var isDue = _pace.Advance() || afterKey || _revision.Number != _sampledAt;
        if (TooSmall || !isDue)
        {
            return;
        }

        _sampledAt = _revision.Number;
        _header.Sample();
        _pressedKeys.Sample();
        _noticeBar.Sample();
        _keyBar.Sample();
        _caption.Sample();
        ShowRefusal();
        foreach (var pane in _panes.Values)
        {
            pane.Sample();
        }

        _dialogs.Top?.Sample();
        if (Find(PanePlace.Upper) is { Visible: true } upper && Find(PanePlace.Lower) is { Visible: true } lower && _shares.Move(upper.SpareRows, lower.SpareRows))
        {
            Arrange();
        }
    }

    private Pane? Find(PanePlace place) => _catalog.At(place) is [var first] ? _panes[first] : null;

    /// <summary>Opens a window for a refusal that is longer than its row: what it says to do stands at its end.</summary>
    private void ShowRefusal()
    {
        if (_notices.Current is not { IsError: true } refusal || refusal == _shownWhole || _noticeBar.Fits)
        {
            return;
        }

        _shownWhole = refusal;
        if (_dialogs.Top is RefusalOverlay)
        {
            _dialogs.Close();
        }

        _dialogs.Open(new RefusalOverlay(_theme, refusal.Text));
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
            var size = Viewport.Size;
            new Painter(_sheet, _theme.Current).PutWrapped(
                1, Math.Max(0, (size.Height / 2) - 2),
                $"This window is {size.Width}x{size.Height}. The lab needs {ScreenLayout.Smallest.Width}x{ScreenLayout.Smallest.Height}: make it larger, or the letters smaller. "
                + "The lab runs on meanwhile; Ctrl+Q quits.",
                Role.Strong, Math.Max(1, size.Width - 2), size.Height);
        }

        _sheet.ShowOn(this);
        return true;
    }

    private void ApplyTheme()
    {
        SetScheme(_theme.Current.Scheme);
        foreach (var view in SubViews)
        {
            view.SetScheme(_theme.Current.Scheme);
        }

        SetNeedsDraw();
    }

    private void Show(Overlay overlay)
    {
        _focus.WindowOpens(MostFocused);
        Add(overlay);
        overlay.SetScheme(_theme.Current.Scheme);
        Arrange();
        overlay.Enter();
    }

    // Removes a window and gives the focus back.
    private void Hide(Overlay overlay)
    {
        Remove(overlay);
        overlay.Dispose();
        Arrange();
        _focus.WindowClosed(_dialogs.Top as FramedView ?? FocusedPane);
    }

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

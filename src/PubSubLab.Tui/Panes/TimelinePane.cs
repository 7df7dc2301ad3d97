using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Time;
using PubSubLab.Tui.Timeline;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Panes;

/// <summary>Outstanding messages over time: one lane per slot shows concurrency.</summary>
internal sealed class TimelinePane(
    ThemeChoice theme, LabSession session, TimelineView timeline, Playback playback, WorkerList workers, LogView log, MessageDetails details, Revision revision, FollowedMessage followed, ExperimentRunner experiments,
    PaneNavigator navigator, WayBack back, FramePace pace)
    : Pane(theme), IPane
{
    private const int ShortestName = 6;
    private const int LongestName = 18;
    private const int NamesShare = 6;

    private readonly List<(int Row, Lane Lane)> _rows = [];
    private int _nameWidth = ShortestName;
    private TimeSpan _drawnAt;
    private long _appended = -1;
    private int _version = -1;

    private readonly LaneOrder _order = new();
    private readonly LanePainting _lanes = new(session, timeline, followed);
    private LabMessage? _followed;

    public static int Order => 500;

    public static PaneDescription Description { get; } = new(
        PaneId.Timeline, "Timeline", PanePlace.Lower, KeyScope.Timeline,
        new(CommandIds.PaneTimeline, KeyScope.Anywhere, "Timeline", "Focuses the timeline.", "3", "Alt+3") { Order = 23 })
    {
        Number = 3,
    };

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        Description.Open,
        new(CommandIds.TimelineDetails, KeyScope.Timeline, "Details", "Opens the message of the selected bar.", "Enter") { Hint = 5, InPalette = false },
        new(CommandIds.TimelineNextBar, KeyScope.Timeline, "Next bar", "Selects the next bar and its message in the log.", [.. MovingKeys.Right]) { Hint = 7, InPalette = false },
        new(CommandIds.TimelinePreviousBar, KeyScope.Timeline, "Previous bar", "Selects the previous bar and its message in the log.", [.. MovingKeys.Left]) { InPalette = false },
        new(CommandIds.TimelineUp, KeyScope.Timeline, "Up", "Selects a bar in the lane above. Without a selected bar, scrolls up.", [.. MovingKeys.Up]) { InPalette = false },
        new(CommandIds.TimelineDown, KeyScope.Timeline, "Down", "Selects a bar in the lane below. Without a selected bar, scrolls down.", [.. MovingKeys.Down]) { InPalette = false },
        new(CommandIds.TimelineZoomIn, KeyScope.Anywhere, "Shorter time", "Halves the visible time of the timeline.", ">") { HintIn = [(KeyScope.Timeline, 8)] },
        new(CommandIds.TimelineZoomOut, KeyScope.Anywhere, "Longer time", "Doubles the visible time of the timeline.", "<") { HintIn = [(KeyScope.Timeline, 9)] },
        new(CommandIds.TimelineEarlier, KeyScope.Timeline, "Earlier", "Scrolls to earlier times and pauses the timeline.", [.. MovingKeys.PageUp]),
        new(CommandIds.TimelineLater, KeyScope.Timeline, "Later", "Scrolls to later times.", [.. MovingKeys.PageDown]),
        new(CommandIds.TimelineBeginning, KeyScope.Timeline, "Beginning", "Goes to the start and selects its first bar. In a recording the whole screen goes there.", [.. MovingKeys.First]),
        new(CommandIds.TimelineNow, KeyScope.Timeline, "Now", "Returns to now and resumes.", [.. MovingKeys.Last]),
        new(CommandIds.TimelineLeases, KeyScope.Anywhere, "Leases on/off", "Toggles the lease below each bar of the timeline.", "L") { HintIn = [(KeyScope.Timeline, 8)] },
    ];

    protected override string Caption =>
        timeline.End is { } end ? $"3 Timeline ─ {Durations.Format(timeline.Span)}, up to {Durations.Format(session.Journal.Now - end)} ago ─ Esc goes back to now"
        : playback.HeldAt is not null ? $"3 Timeline ─ {(playback.IsPlaying ? "playing" : "held")}, {Durations.Format(timeline.Span)} ─ {(playback.IsPlaying ? "Space holds" : playback.IsRecording ? "Space plays" : "Esc goes back to now")}"
        : $"3 Timeline ─ last {Durations.Format(timeline.Span)}{LetGo}";

    // A busy lab ends more in the time that is shown than is kept; what is not there any more is not to look as if nothing had been.
    private string LetGo =>
        playback.Shown.Spans.LetGoUpTo is { } upTo && playback.ViewNow is var now && upTo > now - timeline.Span ? $", older than {Durations.Format(now - upTo)} let go" : "";

    protected override string? CaptionRight =>
        !timeline.ShowsLeases ? Legend : Viewport.Width < Caption.Length + BarRow.LeaseLegend.Length + Legend.Length + 10 ? BarRow.LeaseLegend : $"{BarRow.LeaseLegend} {Legend}";

    private string Legend => _order.Lanes.Any(l => l.Spans.Any(s => s.IsEarlier)) ? BarRow.EarlierLegend
        : _order.Lanes.Any(l => l.Spans.Any(s => s.Outcome == LabEventKind.AckUnconfirmed)) ? BarRow.UnconfirmedLegend : BarRow.Legend;

    public override int SpareRows => Inner.Height - 1 - (_order.Lanes.Count * (timeline.ShowsLeases ? 2 : 1));

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.TimelineZoomIn, () => Zoom(-1));
        commands.Add(CommandIds.TimelineZoomOut, () => Zoom(1));
        commands.Add(CommandIds.TimelineEarlier, () => Pan(-1));
        commands.Add(CommandIds.TimelineLater, () => Pan(1));
        commands.Add(CommandIds.TimelineBeginning, GoToBeginning);
        commands.Add(CommandIds.TimelineNow, back.ToNow);
        commands.Add(CommandIds.TimelineUp, () => MoveLane(-1));
        commands.Add(CommandIds.TimelineDown, () => MoveLane(1));
        commands.Add(CommandIds.TimelineNextBar, () => SelectNext(1));
        commands.Add(CommandIds.TimelinePreviousBar, () => SelectNext(-1));
        commands.Add(CommandIds.TimelineLeases, () => timeline.ShowsLeases = !timeline.ShowsLeases);
        commands.Add(CommandIds.TimelineDetails, details.Open, details.WhyNot);
    }

    // A recording has no now that would go on meanwhile: the whole screen moves.
    private void Pan(int halves)
    {
        if (playback.IsRecording)
        {
            playback.Scrub(halves * timeline.Span / 2);
        }
        else
        {
            timeline.Pan(halves, playback.ViewNow);
        }

        StayInSight();
    }

    private void Zoom(int by)
    {
        timeline.Zoom(by, playback.ViewNow);
        StayInSight();
    }

    private void StayInSight()
    {
        timeline.SelectInSight(playback.ViewNow, ReadOwners());
        Selected(timeline.Selected);
    }

    private void GoToBeginning()
    {
        if (playback.IsRecording)
        {
            playback.Scrub(-playback.ViewNow);
        }
        else
        {
            timeline.GoToBeginning(playback.ViewNow);
        }

        timeline.SelectFirst(playback.ViewNow, ReadOwners());
        Selected(timeline.Selected);
    }

    /// <summary>Selects the next bar or the one before, and its message everywhere.</summary>
    private void SelectNext(int step) => Selected(timeline.SelectNext(step, playback.ViewNow, ReadOwners()));

    /// <summary>Selects the bar at the same time in the next lane that has any, or scrolls.</summary>
    private void MoveLane(int step)
    {
        if (timeline.Selected is not { } selected)
        {
            timeline.Top = Math.Max(0, timeline.Top + step);
            return;
        }

        timeline.Select(_order.Beside(selected, step) ?? selected);
        Selected(timeline.Selected);
    }

    protected override bool HasMoved()
    {
        var appended = session.Journal.Appended;
        var now = playback.ViewNow;

        // Bars move with the clock as long as any is in sight; an empty timeline stands still and costs nothing.
        var ticking = timeline.End is null && playback.HeldAt is null && now - _drawnAt >= MaxOf(pace.Step, timeline.Span / Math.Max(1, Viewport.Width))
            && _rows.Exists(r => r.Lane.Spans.Count > 0);
        if (_appended == appended && _version == revision.Number && !ticking)
        {
            return false;
        }

        (_appended, _version) = (appended, revision.Number);
        return true;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        var now = playback.ViewNow;
        _drawnAt = now;
        var end = timeline.RightEdge(now);
        var perLane = timeline.ShowsLeases ? 2 : 1;
        var rows = Math.Max(1, inner.Height - 1);
        var lanes = _order.Of(timeline.Read(now, ReadOwners()), rows / perLane, keeps: timeline.Selected is not null);

        // Other programs' names are long, and begin alike.
        _nameWidth = Math.Clamp(lanes.Max(l => (int?)CellText.Width(l.Worker) + 2) ?? 0, ShortestName, Math.Max(ShortestName, Math.Min(LongestName, inner.Width / NamesShare)));
        var width = inner.Width - _nameWidth;
        Reveal(rows / perLane);

        timeline.Top = Math.Clamp(timeline.Top, 0, Math.Max(0, lanes.Count - (rows / perLane)));
        _rows.Clear();
        var y = inner.Y;
        for (var i = timeline.Top; i < lanes.Count && y + perLane <= inner.Y + rows; i++)
        {
            _lanes.Paint(painter, new(inner.X, y, width, perLane), _nameWidth, lanes[i], i == timeline.Top, end, now);
            _rows.Add((y, lanes[i]));
            y += perLane;
        }

        if (lanes.All(l => l.Spans.Count == 0))
        {
            var hint = playback.IsRecording ? "No message was outstanding then."
                : playback.Shown.Spans.LetGoUpTo is { } upTo && end - timeline.Span < upTo ? $"Bars older than {Durations.Format(now - upTo)} were dropped; only the newest are stored."
                : timeline.End is not null ? "No message was outstanding then."
                : session.Journal.Earlier.Count > 0 && playback.HeldAt is null ? "No message was outstanding. PgUp goes back to the earlier run."
                : "No message was outstanding. Publish (p) and watch bars grow: parallel lanes work at the same time.";
            var row = Math.Min(inner.Y + rows - 1, y);
            painter.PutWrapped(inner.X + _nameWidth, row, hint, Role.Dim, width, inner.Y + rows - row);
        }

        TimelineAxis.Paint(
            painter, inner, _nameWidth, timeline.Span, now - end, NameOf(now), timeline.Top,
            lanes.Count - _rows.Count - timeline.Top);
    }

    // A moment of an earlier run has a time of day only.
    private string NameOf(TimeSpan now) => playback.HeldAt is null && !playback.IsRecording ? "now" : now < TimeSpan.Zero ? LogLine.Clock(now, session.Journal) : ElapsedTime.Of(now);

    protected override void Pressed(Point at)
    {
        var row = _rows.FindLast(r => r.Row <= at.Y);
        if (row.Lane is null)
        {
            return;
        }

        var width = Inner.Width - _nameWidth;
        var now = playback.ViewNow;
        var end = timeline.RightEdge(now);
        var scale = new BarRow(width, end, timeline.Span);
        var column = at.X - Inner.X - _nameWidth;
        var hit = row.Lane.Spans.LastOrDefault(s => scale.ColumnOf(s.Start) <= column && scale.ColumnOf(s.End ?? now) >= column);
        if (hit is not null)
        {
            timeline.Select(hit);
            Selected(hit);
        }
    }

    protected override void Wheeled(int lines)
    {
        timeline.Top = Math.Max(0, timeline.Top + Math.Sign(lines));
        if (timeline.Selected is { } selected && _order.IndexOf(selected) is var at && (at < timeline.Top || at >= timeline.Top + _rows.Count))
        {
            // A key must not work on a bar that is scrolled away.
            timeline.Select(null);
        }
    }

    private static TimeSpan MaxOf(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private void Selected(HandlingSpan? bar)
    {
        if (bar is not null)
        {
            var journey = session.Journal.JourneyOf(bar.Message).Events.ToList();
            if (journey.Count > 0)
            {
                log.SelectSequence(journey.FirstOrDefault(e => e.At == bar.Start, journey[0]).Sequence);
            }
        }

        revision.Advance();
    }

    private LaneOwners ReadOwners() => new([.. workers.ReadOwn().Where(w => w.IsAlive).Select(w => w.Name)])
    {
        ComesFirst = w => experiments.IsWorkerOfRunning(w) || IsShownWithResult(w),
        LeftAt = w => IsShownWithResult(w) ? null : experiments.EndOf(w),
    };

    // The result speaks of these bars: they stay as long as it is being read.
    private bool IsShownWithResult(string worker) => navigator.Page == PaneId.Experiments && experiments.IsWorkerOfLast(worker);

    /// <summary>Scrolls to the message that is followed since the last time, or to the selected bar. One that has left the visible time is selected no more.</summary>
    private void Reveal(int room)
    {
        var followedAnew = followed.Current is { } message && message != _followed ? message : null;
        _followed = followed.Current;
        var selected = followedAnew is null || timeline.Selected?.Message == followedAnew ? timeline.Selected : null;
        var at = selected is not null ? _order.IndexOf(selected) : followedAnew is not null ? _order.IndexOf(followedAnew) : -1;
        timeline.Select(at < 0 ? null : selected);
        if (at >= 0)
        {
            timeline.Top = Math.Clamp(timeline.Top, Math.Max(0, at - Math.Max(1, room) + 1), at);
        }
    }
}

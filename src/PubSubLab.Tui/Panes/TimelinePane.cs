using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Timeline;

namespace PubSubLab.Tui.Panes;

/// <summary>What was in whose hand when: a lane a slot, so that concurrency is seen.</summary>
internal sealed class TimelinePane(ScreenState screen) : Pane(screen)
{
    private const int ShortestName = 6;
    private const int LongestName = 18;
    private const int NamesShare = 6;
    private static readonly TimeSpan s_redrawWhileBusy = TimeSpan.FromMilliseconds(100);

    private readonly List<(int Row, Lane Lane)> _rows = [];
    private int _nameWidth = ShortestName;
    private TimeSpan _drawnAt;
    private long _appended = -1;
    private int _version = -1;

    // Whether the lane of the selected bar has to come into sight.
    private bool _reveal;

    public TimelineView Timeline { get; } = new(() => screen.Shown.Spans);

    public override KeyScope Scope => KeyScope.Timeline;

    protected override string Caption =>
        Timeline.End is { } end ? $"3 Timeline ─ {Durations.Format(Timeline.Span)}, up to {Durations.Format(Screen.Journal.Now - end)} ago ─ End runs again"
        : Screen.HeldAt is not null ? $"3 Timeline ─ {(Screen.IsPlaying ? "playing" : "held")}, {Durations.Format(Timeline.Span)} ─ Space {(Screen.IsPlaying ? "holds" : Screen.IsRecording ? "plays" : "runs again")}"
        : $"3 Timeline ─ last {Durations.Format(Timeline.Span)}{LetGo}";

    // A busy lab ends more in the time that is shown than is kept; what is not there any more is not to look as if nothing had been.
    private string LetGo =>
        Screen.Shown.Spans.LetGoUpTo is { } upTo && Screen.ViewNow is var now && upTo > now - Timeline.Span ? $", older than {Durations.Format(now - upTo)} let go" : "";

    protected override string? CaptionRight =>
        !Timeline.ShowsLeases ? BarRow.Legend : Viewport.Width < Caption.Length + BarRow.LeaseLegend.Length + BarRow.Legend.Length + 10 ? BarRow.LeaseLegend : $"{BarRow.LeaseLegend} {BarRow.Legend}";

    /// <summary>Selects the next bar or the one before, and its message everywhere.</summary>
    public void SelectNext(int step)
    {
        _reveal = true;
        Selected(Timeline.SelectNext(step, Screen.ViewNow, WorkerNames()));
    }

    protected override bool HasMoved()
    {
        var appended = Screen.Journal.Appended;
        var now = Screen.ViewNow;

        // Bars move with the clock as long as any is in sight; an empty timeline stands still and costs nothing.
        var ticking = Timeline.End is null && Screen.HeldAt is null && now - _drawnAt >= MaxOf(s_redrawWhileBusy, Timeline.Span / Math.Max(1, Viewport.Width))
            && _rows.Exists(r => r.Lane.Spans.Count > 0);
        if (_appended == appended && _version == Screen.Version && !ticking)
        {
            return false;
        }

        (_appended, _version) = (appended, Screen.Version);
        return true;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        var now = Screen.ViewNow;
        _drawnAt = now;
        var end = Timeline.RightEdge(now);
        var start = end - Timeline.Span;
        var perLane = Timeline.ShowsLeases ? 2 : 1;
        var rows = Math.Max(1, inner.Height - 1);
        var lanes = TimelineView.Share(Timeline.Read(now, WorkerNames()), rows / perLane);

        // Other programs' names are long, and begin alike.
        _nameWidth = Math.Clamp(lanes.Max(l => (int?)CellText.Width(l.Worker) + 2) ?? 0, ShortestName, Math.Max(ShortestName, Math.Min(LongestName, inner.Width / NamesShare)));
        var width = inner.Width - _nameWidth;
        if (_reveal)
        {
            var at = lanes.ToList().FindIndex(l => l.Spans.Any(s => TimelineView.Same(s, Timeline.Selected)));
            Timeline.Top = at < 0 ? Timeline.Top : Math.Clamp(Timeline.Top, Math.Max(0, at - Math.Max(1, rows / perLane) + 1), at);
            _reveal = false;
        }

        Timeline.Top = Math.Clamp(Timeline.Top, 0, Math.Max(0, lanes.Count - (rows / perLane)));
        _rows.Clear();
        var y = inner.Y;
        for (var i = Timeline.Top; i < lanes.Count && y + perLane <= inner.Y + rows; i++)
        {
            PaintLane(painter, inner.X, y, width, lanes[i], i == Timeline.Top, start, now);
            _rows.Add((y, lanes[i]));
            y += perLane;
        }

        if (lanes.All(l => l.Spans.Count == 0))
        {
            var hint = Screen.IsRecording ? "Nothing was in hand then."
                : Screen.Shown.Spans.LetGoUpTo is { } upTo && start < upTo ? $"What was in hand until {Durations.Format(now - upTo)} ago is not kept any more: only the newest bars are."
                : Timeline.End is not null ? "Nothing was in hand then."
                : "Nothing was in hand. Publish (p) and watch bars grow: a lane is a slot, lanes side by side work at the same time.";
            var row = Math.Min(inner.Y + rows - 1, y);
            painter.PutWrapped(inner.X + _nameWidth, row, hint, Role.Dim, width, inner.Y + rows - row);
        }

        PaintAxis(painter, inner, width, lanes.Count, now - end);
    }

    protected override void Pressed(Point at)
    {
        var row = _rows.FindLast(r => r.Row <= at.Y);
        if (row.Lane is null)
        {
            return;
        }

        var width = Inner.Width - _nameWidth;
        var now = Screen.ViewNow;
        var end = Timeline.RightEdge(now);
        var scale = new BarRow(width, end - Timeline.Span, Timeline.Span);
        var column = at.X - Inner.X - _nameWidth;
        var hit = row.Lane.Spans.LastOrDefault(s => scale.ColumnOf(s.Start) <= column && scale.ColumnOf(s.End ?? now) >= column);
        if (hit is not null)
        {
            Timeline.Select(hit);
            Selected(hit);
        }
    }

    protected override void Wheeled(int lines) => Timeline.Top = Math.Max(0, Timeline.Top + Math.Sign(lines));

    private static TimeSpan MaxOf(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private void Selected(HandlingSpan? bar)
    {
        if (bar is not null)
        {
            Screen.SelectedMessage = bar.Message;
            var journey = Screen.Journal.JourneyOf(bar.Message).Events.ToList();
            if (journey.Count > 0)
            {
                Screen.Log.SelectSequence(journey.FirstOrDefault(e => e.At == bar.Start, journey[0]).Sequence);
            }
        }

        Screen.Changed();
    }

    private IEnumerable<string> WorkerNames() => Screen.ReadOwnWorkers().Where(w => w.IsAlive).Select(w => w.Name);

    private void PaintLane(Painter painter, int x, int y, int width, Lane lane, bool top, TimeSpan start, TimeSpan now)
    {
        painter.Put(x, y, CellText.Pad(CellText.Fit(lane.IsFirst || top ? " " + lane.Worker : "", _nameWidth - 1), _nameWidth), lane.IsFirst ? Role.Strong : Role.Dim);
        var row = new BarRow(width, start, Timeline.Span);
        var deadline = Screen.Session.Workers.Workers.FirstOrDefault(w => w.Name == lane.Worker)?.Spec.AckDeadline ?? TimeSpan.FromSeconds(10);
        foreach (var stay in lane.Spans)
        {
            row.Add(stay, now, deadline, TimelineView.Same(stay, Timeline.Selected));
        }

        PaintRow(painter, x + _nameWidth, y, row);
        if (!Timeline.ShowsLeases)
        {
            return;
        }

        var leases = new BarRow(width, start, Timeline.Span);
        foreach (var stay in lane.Spans)
        {
            leases.AddLease(stay, deadline);
        }

        PaintRow(painter, x + _nameWidth, y + 1, leases);
    }

    private static void PaintRow(Painter painter, int x, int y, BarRow row)
    {
        foreach (var (segment, selected) in row.Read())
        {
            x = painter.Put(x, y, segment.Text, segment.Role, selected: selected);
        }
    }

    // What is held, or was recorded, is not now.
    private string Moment() => Screen.HeldAt is null && !Screen.IsRecording ? "now" : HeaderBar.Elapsed(Screen.ViewNow);

    private void PaintAxis(Painter painter, Rectangle inner, int width, int lanes, TimeSpan endAgo)
    {
        var y = inner.Bottom - 1;
        var hidden = lanes - _rows.Count;
        painter.Put(inner.X, y, hidden > 0 ? $"+{hidden}" : "", Role.Warning, _nameWidth);
        var steps = Math.Max(1, Math.Min(6, width / 14));
        var free = inner.Right;

        // From the right, whose moment is the most important; where two would meet, the left one is left out.
        for (var i = steps; i >= 0; i--)
        {
            var ago = endAgo + (Timeline.Span * (steps - i) / steps);
            var label = ago > TimeSpan.FromMilliseconds(-1) && ago < TimeSpan.FromMilliseconds(1) ? Moment() : ago < TimeSpan.Zero ? "+" + Durations.Format(-ago) : "-" + Durations.Format(ago);
            var at = inner.X + _nameWidth + (int)((long)width * i / steps);
            at = Math.Min(at, inner.Right - label.Length);
            if (at + label.Length < free || i == steps)
            {
                painter.Put(at, y, label, Role.Dim);
                free = at;
            }
        }
    }
}

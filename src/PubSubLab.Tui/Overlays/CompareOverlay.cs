using PubSubLab.Lab.Comparing;
using PubSubLab.Lab.Comparing.Presets;
using PubSubLab.Lab.Routing.Reporting;
using PubSubLab.Tui.Comparing;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Flow;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>Two or three lanes under the same traffic, and what each costs as one table. It runs when it opens.</summary>
/// <param name="theme">The theme.</param>
/// <param name="runner">Runs the comparison.</param>
/// <param name="pace">Tells the steps in which it is drawn.</param>
/// <param name="revision">Tells when to draw.</param>
/// <param name="consents">Asks before the lanes use a real project.</param>
internal sealed class CompareOverlay(ThemeChoice theme, CompareRunner runner, FramePace pace, Revision revision, Consents consents) : Overlay(theme)
{
    private const int LaneWidth = 64;
    private const int Gap = 2;

    private readonly List<(Rectangle At, int Field)> _places = [];
    private ComparisonRun? _shown;

    // The followed message is one of the lab, and none of the lanes.
    private readonly FollowedMessage _followed = new(revision);
    private IReadOnlyList<LanePainter> _painters = [];
    private int _field;
    private (int Version, long Appended, long Second, TimeSpan Dots) _drawn = (-1, -1, -1, TimeSpan.MinValue);

    protected override string Caption => $"Compare {Fields.Place} ─ {Fields.Comparison.Title}";

    protected override string? CaptionRight => runner.IsRunning ? "Esc stops and closes" : "Esc closes";

    private CompareFields Fields => runner.Fields;

    public override string? AcceptHint => runner.IsRunning ? "Start again" : "Start";

    public override Size SizeOn(Size screen) => new(screen.Width, screen.Height - 2);

    /// <summary>It is a page: the keys of the other pages and its own lead away from it.</summary>
    public override bool Allows(KeyTableEntry entry) => base.Allows(entry) || entry.Id is CommandIds.ComparePage or CommandIds.Experiments or CommandIds.Topology;

    /// <summary>Starts; on a real project it asks first.</summary>
    public void Begin()
    {
        if (runner.Plan() is { } lanes)
        {
            consents.ToCompare(lanes, runner.Start);
        }

        SetNeedsDraw();
    }

    /// <summary>Enter: starts again.</summary>
    public override void Accept() => Begin();

    public override void Move(int lines) => MoveField(Math.Sign(lines));

    public override void MoveField(int by) => GoTo((_field + by + Fields.Count) % Fields.Count);

    public override void GoToFirst() => GoTo(0);

    public override void GoToLast() => GoTo(Fields.Count - 1);

    public override void Choose(int by)
    {
        Fields.Turn(_field, by);
        if (_field == 0)
        {
            Begin();
        }

        SetNeedsDraw();
    }

    protected override bool HasMoved()
    {
        var lanes = runner.Current?.Lanes ?? [];
        var now = lanes.Count > 0 ? lanes[0].Journal.Now : TimeSpan.Zero;
        var drawn = (revision.Number, lanes.Sum(l => l.Journal.Appended), (long)now.TotalSeconds, _painters.Any(p => p.IsMoving) ? FlowWire.At(now, pace.Step) : _drawn.Dots);
        var moved = drawn != _drawn || _shown != runner.Current;
        _drawn = drawn;
        return moved;
    }

    protected override void Pressed(Point at)
    {
        if (_places.Find(p => p.At.Contains(at)) is { At.Width: > 0 } place)
        {
            // The left half turns down, the right half up; the first press only chooses.
            var turn = _field == place.Field;
            _field = place.Field;
            if (turn)
            {
                Choose(at.X < place.At.X + (place.At.Width / 2) ? -1 : 1);
            }
        }
    }

    protected override void Wheeled(int lines)
    {
        // The wheel over the comparison's name would start another one with each notch.
        if (_field > 0)
        {
            Choose(-Math.Sign(lines));
        }
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        _places.Clear();
        if (_shown != runner.Current)
        {
            _shown = runner.Current;
            _painters = [.. (_shown?.Lanes ?? []).Select(l => new LanePainter(l, _followed, runner))];
        }

        var y = PaintFields(painter, inner) + 1;
        painter.Fill(inner.X, y++, inner.Width, Role.Frame, with: '─');
        var table = _shown is null ? [] : AnswerTable.Lines([.. _shown.Lanes.Select(RowOf)], inner.Width - 2);
        var tableTop = inner.Bottom - 2 - table.Count;
        PaintLanes(painter, inner with { X = inner.X + 1, Width = inner.Width - 2, Y = y, Height = tableTop - y });
        for (var row = 0; row < table.Count; row++)
        {
            painter.Put(inner.X + 1, tableTop + row, table[row], row == 0 ? Role.Dim : Role.Normal, inner.Width - 2);
        }

        painter.Put(inner.X + 1, inner.Bottom - 2, table.Count > 0 ? AnswerRow.Assumption : "", Role.Dim, inner.Width - 2);
        painter.Put(inner.X + 1, inner.Bottom - 1, Advice(), Role.Dim, inner.Width - 2);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            runner.Stop();
        }

        base.Dispose(disposing);
    }

    private static AnswerRow RowOf(ComparedLane lane) =>
        AnswerRow.OfLane(lane.Plan.Name, lane.Facts.DeliveriesPerUseful, lane.Facts.Latency(99), lane.Plan.SubscriptionsPerTopic, lane.Plan.BreaksFirst, isBilled: lane.Plan.Backend is null or BrokersComparison.PubSub);

    private void GoTo(int field)
    {
        _field = field;
        SetNeedsDraw();
    }

    private string Advice() =>
        runner.IsStopping ? "What the lanes made is being removed."
        : _shown?.Lanes.Any(l => l.State == LaneState.Running && (l.Error is not null || runner.ConnectionOf(l).LostAt is not null)) == true ? "A lane is in trouble. Wait for its broker, or Enter makes the lanes anew."
        : _field == 0 ? Fields.Comparison.WatchFor
        : "Tab chooses, ← → turn it, Enter starts again. Bars: deliveries a second.";

    private int PaintFields(Painter painter, Rectangle inner)
    {
        var (x, y) = (inner.X + 1, inner.Y);
        void Field(string name, string value, int field)
        {
            var width = (name.Length > 0 ? name.Length + 1 : 0) + value.Length;
            if (x + width > inner.Right - 1)
            {
                (x, y) = (inner.X + 1, y + 1);
            }

            _places.Add((new Rectangle(x, y, width, 1), field));
            x = name.Length > 0 ? painter.Put(x, y, name + " ", Role.Dim) : x;
            x = painter.Put(x, y, value, field == _field ? Role.FocusedField : Role.Strong) + 2;
        }

        Field("", $"◂ {Fields.Comparison.Name} ▸", 0);
        for (var i = 0; i < Fields.Sliders.Count; i++)
        {
            Field(Fields.Sliders[i].Name, $"◂ {Fields.Sliders[i].Shown} ▸", i + 1);
        }

        return y;
    }

    private void PaintLanes(Painter painter, Rectangle area)
    {
        var count = _painters.Count;
        if (count == 0 || area.Height < count)
        {
            return;
        }

        var highest = _painters.Max(p => p.Rates.Max());
        var columns = area.Width >= (count * LaneWidth) + ((count - 1) * Gap);
        var (width, height) = columns ? ((area.Width - (Gap * (count - 1))) / count, area.Height) : (area.Width, area.Height / count);
        for (var lane = 0; lane < count; lane++)
        {
            var place = columns
                ? new Rectangle(area.X + (lane * (width + Gap)), area.Y, width, height)
                : new Rectangle(area.X, area.Y + (lane * height), width, height);
            if (lane == 0 || columns)
            {
                LanePainter.ColumnsOf(width).PaintTitles(painter, place.X, area.Y - 1, from: 0, Role.Dim);
            }

            _painters[lane].Paint(painter, place, highest, pace.Step);
            for (var row = 0; columns && lane > 0 && row < height; row++)
            {
                painter.Put(place.X - 2, area.Y + row, "│", Role.Frame);
            }
        }
    }
}

using Humanizer;
using PubSubLab.Lab;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Flow;

/// <summary>Paints the rows of the flow.</summary>
internal sealed class FlowPainter(FlowScene scene, FollowedMessage followed)
{
    private static readonly string s_slow = HandlerCatalog.NameOf(typeof(SlowHandler));

    private FlowColumns _columns;
    private Painter _painter;
    private TimeSpan _now;
    private TimeSpan _step;

    /// <summary>Whether a dot was on its way in what was painted last.</summary>
    public bool IsMoving { get; private set; }

    /// <summary>Begins to paint.</summary>
    /// <param name="painter">Paints.</param>
    /// <param name="columns">Where things stand.</param>
    /// <param name="now">The moment that is shown.</param>
    /// <param name="step">The time between two steps of a dot.</param>
    public void Begin(Painter painter, FlowColumns columns, TimeSpan now, TimeSpan step)
    {
        (_painter, _columns, _now, _step) = (painter, columns, now, step);
        IsMoving = false;
    }

    /// <summary>Paints a row.</summary>
    public void Paint(int x, int y, FlowRow row, bool chosen, bool focused)
    {
        var selected = chosen && focused;
        _painter.Fill(x, y, _columns.FullWidth, Role.Normal, selected);
        _painter.Put(x, y, chosen ? "▸" : " ", Role.Accent, selected: selected);
        switch (row.Key.Kind)
        {
            case FlowKind.Topic:
                PaintTopic(x, y, row, selected);
                break;
            case FlowKind.Subscription:
                PaintSubscription(x, y, row, selected);
                break;
            case FlowKind.Worker:
                PaintWorker(x, y, row.Workers[0], selected);
                break;
            case FlowKind.Tasks:
                PaintWhole(x + FlowColumns.Name, y, _columns.FullWidth - FlowColumns.Name, [.. FlowText.Tasks(row.Subscription!.Backlog!, _columns.Width < 100)], 0, selected);
                break;
            case FlowKind.MoreWorkers:
                PaintMore(x, y, row, selected);
                break;
            default:
                _painter.Put(x + 1, y, $"▸ {"subscription".ToQuantity(row.Count, "N0")} without workers and messages", Role.Dim, _columns.Width - 1, selected);
                break;
        }
    }

    private (string Sign, string Word, Role Role) Look(WorkerStatus worker) => worker.State switch
    {
        WorkerState.Starting => ("○", "starting", Role.Info),
        WorkerState.Running when worker.IsOfOtherProgram => ("●", $"{Heard(worker)}{worker.HandlerLabel}", Role.Info),
        WorkerState.Running => ("", "", Role.Normal),
        WorkerState.Stopping => ("◐", "stopping", Role.Warning),
        WorkerState.Stopped when worker.HeardAgo is not null && scene.IsSilent => ("◌", $"not heard {Heard(worker)}".TrimEnd(), Role.Warning),
        WorkerState.Stopped when worker.IsOfOtherProgram => ("■", $"gone {Heard(worker)}".TrimEnd(), Role.Dim),
        WorkerState.Stopped => ("■", "stopped", Role.Dim),
        WorkerState.Killed => ("✗", "killed", Role.Bad),
        _ => ("✗", "failed", Role.Bad),
    };

    private static string Heard(WorkerStatus worker) => worker.HeardAgo is { } ago ? $"♥ {Durations.Age(ago)} " : "";

    private void PaintTopic(int x, int y, FlowRow row, bool selected)
    {
        var flow = row.Topic!.Flow;
        var sign = FlowText.Transforms(row.Topic.Transforms);
        var end = _painter.Put(x + 1, y, $"◆ {flow.Name}", Role.Strong, _columns.Wire - 2 - sign.Length, selected);
        end = _painter.Put(end, y, sign, Role.Info, sign.Length, selected);
        var wire = scene.Fold.Wires.OfTopic(flow.Name, _now);
        if (flow.PublishedPerSecond >= 1 && (_columns.Cells == 0 || FlowWire.RateOf(wire, _now) is null))
        {
            _painter.Put(end, y, $"  {FlowText.Rate(flow.PublishedPerSecond)} in", Role.Dim, _columns.Wire - (end - x), selected);
        }

        PaintWire(x, y, wire, selected, isAlive: true);
    }

    private void PaintSubscription(int x, int y, FlowRow row, bool selected)
    {
        var node = row.Subscription!;
        List<Segment> line = [new(row.IsFolded ? "▸ " : node.Workers.Count == 0 ? "◇ " : "▾ ", Role.Frame), new(node.Flow.Name.Length > 0 ? node.Flow.Name : "other workers", Role.Strong), new("  ", Role.Normal)];
        void PadTo(int column)
        {
            var width = 1 + line.Sum(s => CellText.Width(s.Text));
            line.Add(new Segment(new string(' ', Math.Max(0, column - width)), Role.Normal));
        }

        PadTo(_columns.Accepts);
        if (row.IsFolded)
        {
            line.AddRange(Summary(row.Workers));
        }

        if (node.Flow.Name.Length > 0 && (!row.IsFolded || node.Spec?.Filter is not null))
        {
            line.Add(new Segment(FlowText.Filter(node.Spec), node.Spec?.Filter is null ? Role.Dim : Role.Accent));
        }

        // A message passes the filter first, and the transform then.
        line.Add(new Segment(FlowText.Transforms(node.Transforms), Role.Info));
        var before = line.Count;
        if (FlowText.Share(node) is { } share)
        {
            line.Add(new Segment($"  {share}", Role.Info));
        }

        line.Add(new Segment("  ", Role.Normal));
        PadTo(_columns.Wire);
        line.AddRange(FlowText.Backlog(node.Backlog));
        if (node.Workers.Count == 0)
        {
            line.Add(new Segment(node.Backlog is null ? "no worker of this lab" : "  no worker", Role.Dim));
        }

        PaintWhole(x + 1, y, _columns.FullWidth - 1, line, before, selected);
    }

    /// <summary>Words of a filter may be cut. A count or an age that is cut reads as another one.</summary>
    private void PaintWhole(int x, int y, int room, List<Segment> line, int before, bool selected)
    {
        var (kept, all) = (line.Count, line.Count);
        while (kept > before && line.Take(kept).Sum(s => CellText.Width(s.Text)) + (kept < all ? 1 : 0) > room)
        {
            kept--;
        }

        _painter.FittedLine(x, y, room, kept < all ? [.. line.Take(kept), new Segment("…", Role.Dim)] : line, selected);
    }

    private IEnumerable<Segment> Summary(IReadOnlyList<WorkerStatus> workers)
    {
        var atWork = workers.Count(scene.IsAtWork);
        yield return new Segment($"{Workers(workers.Count)}{(atWork > 0 ? $", {atWork} at work" : "")}", Role.Normal);
        var cameBack = workers.Sum(w => scene.Fold.Wires.OfWorker(w.Name, _now).CameBackPerSecond);
        if (cameBack >= 1)
        {
            yield return new Segment($" ↻ {FlowText.Rate(cameBack)}", Role.Warning);
        }

        yield return new Segment("  ", Role.Normal);
    }

    private static string Workers(int count) => "worker".ToQuantity(count, "N0");

    private void PaintWorker(int x, int y, WorkerStatus worker, bool selected)
    {
        var noStream = scene.HasNoStream(worker);
        var (sign, word, role) = noStream ? ("◌", "no stream", Role.Bad) : Look(worker);
        var nameRole = worker.IsAlive ? Role.Strong : Role.Dim;
        if (worker.IsOfOtherProgram)
        {
            // The lab does not see its messages travel: the words have the wire's place.
            var names = _columns.Busy - FlowColumns.Name - 1;
            var end = _painter.Put(x + FlowColumns.Name, y, worker.Name, nameRole, Math.Max(8, names - 16), selected);
            _painter.Put(end, y, $" {sign} {word}", role, names - (end - x - FlowColumns.Name), selected);
        }
        else
        {
            var end = _painter.Put(x + FlowColumns.Name, y, worker.Name + " ", nameRole, _columns.NameWidth, selected);
            var rest = _columns.NameWidth - (end - x - FlowColumns.Name);
            _painter.Put(end, y, word.Length > 0 ? $"{sign} {word}" : worker.HandlerLabel, word.Length > 0 ? role : worker.Handler == s_slow ? Role.Warning : Role.Normal, rest, selected);
        }

        var room = (worker.Failure is null ? _columns.Busy : _columns.Width) - _columns.Accepts - 1;
        var story = Story(worker, room);
        if (story is { } told)
        {
            _painter.Put(x + _columns.Accepts, y, told.Text, told.Role, room, selected);
            if (worker.Failure is not null)
            {
                return;
            }
        }
        else if (!worker.IsOfOtherProgram)
        {
            _painter.Put(x + _columns.Accepts, y, worker.Accepts.IsEverything && _columns.AcceptsWidth < worker.Accepts.Label.Length ? "all" : worker.Accepts.Label, worker.Accepts.IsEverything ? Role.Dim : Role.Accent, _columns.AcceptsWidth, selected);
            PaintWire(x, y, scene.Fold.Wires.OfWorker(worker.Name, _now), selected, worker.IsAlive && !noStream);
        }

        PaintCounts(x, y, FlowText.Busy(worker.IsAlive || story is not null ? worker.Tally.InHand : 0, worker.MaxInFlight), worker.Tally.Acked, worker.Tally.Nacked, selected);
        if (_columns.Last is { } last && worker.Tally.Delivered > 0)
        {
            _painter.Put(x + last, y, FlowText.Ago(_now - worker.Tally.LastAt, _columns.Width - last), Role.Dim, _columns.Width - last, selected);
        }
    }

    private void PaintMore(int x, int y, FlowRow row, bool selected)
    {
        var workers = row.Workers;
        var states = workers.Select(w => scene.Fold.Wires.OfWorker(w.Name, _now)).ToList();
        var (left, cameBack) = (states.Sum(s => s.LeftPerSecond), states.Sum(s => s.CameBackPerSecond));
        var trips = states.SelectMany(s => s.Trips).OrderBy(t => t.LeftAt).ToList();
        var atWork = workers.Count(scene.IsAtWork);
        _painter.Put(x + FlowColumns.Name, y, workers.All(w => !w.IsAlive) ? $"{workers.Count:N0} ended" : atWork == 0 ? $"{workers.Count:N0} idle" : $"{workers.Count:N0} more", Role.Normal, _columns.NameWidth, selected);
        var rates = $"{(cameBack >= 1 ? $"↻ {FlowText.Rate(cameBack)}" : atWork > 0 ? $"{atWork:N0} at work" : "")}";
        _painter.Put(x + _columns.Accepts, y, rates, cameBack >= 1 ? Role.Warning : Role.Dim, _columns.AcceptsWidth, selected);
        PaintWire(x, y, new WireState(trips, left, cameBack), selected, isAlive: workers.Any(w => w.IsAlive));
        PaintCounts(x, y, FlowText.Busy(workers.Where(w => w.IsAlive).Sum(w => w.Tally.InHand), 1_000), workers.Sum(w => w.Tally.Acked), workers.Sum(w => w.Tally.Nacked), selected);
    }

    private void PaintCounts(int x, int y, string busy, long acked, long nacked, bool selected)
    {
        _painter.Put(x + _columns.Busy, y, busy, Role.Accent, _columns.Done - _columns.Busy - 1, selected);
        _painter.Put(x + _columns.Done, y, FlowText.Short(acked).PadLeft(6), Role.Normal, selected: selected);
        _painter.Put(x + _columns.Nacked, y, FlowText.Short(nacked).PadLeft(6), nacked > 0 ? Role.Warning : Role.Dim, selected: selected);
    }

    private void PaintWire(int x, int y, WireState wire, bool selected, bool isAlive)
    {
        if (_columns.Cells == 0 || !isAlive)
        {
            return;
        }

        var (at, now) = (x + _columns.Wire, FlowWire.At(_now, _step));
        if (FlowWire.RateOf(wire, _now) is { } rate)
        {
            var storms = wire.CameBackPerSecond * 2 >= wire.LeftPerSecond && wire.CameBackPerSecond > 0;
            _painter.Put(at, y, $"{(storms ? "↻↻↻" : "▸▸▸")} {FlowText.Rate(rate)}", storms ? Role.Warning : Role.Accent, _columns.Cells, selected);
            IsMoving = true;
            return;
        }

        IsMoving |= FlowWire.IsMoving(wire, now);
        foreach (var cell in FlowWire.Cells(wire, now, _columns.Cells))
        {
            at = _painter.As(followed.Of(cell.Message)).Put(at, y, cell.Sign.ToString(), cell.Message is null ? Role.Frame : cell.IsBack ? Role.Warning : Role.Accent, selected: selected);
        }

        _painter.Put(at, y, "▸", Role.Frame, selected: selected);
    }

    /// <summary>Of a worker that was killed or failed it is more important what becomes of its messages than what it accepted.</summary>
    private Segment? Story(WorkerStatus worker, int width)
    {
        if (worker.Failure is { } failure)
        {
            return new Segment(failure, Role.Bad);
        }

        if (worker is not { State: WorkerState.Killed, LeasesEndAt: { } lastEnd } || lastEnd <= _now)
        {
            return null;
        }

        var granted = scene.Fold.Spans.LeasesLeftBy(worker.Name);
        if (granted.Count == 0)
        {
            // Others have them already, as on a broker that takes them back when the connection ends.
            return null;
        }

        IReadOnlyList<TimeSpan> ends = [.. granted.Select(g => lastEnd - granted[^1] + g)];
        var first = ends.FirstOrDefault(e => e > _now, lastEnd);
        var left = TimeSpan.FromSeconds(Math.Ceiling((first - _now).TotalSeconds));
        var (one, time) = (ends.Count == 1, Durations.Format(left));
        var words = one ? $"1 lease ends in {time}" : $"{ends.Count:N0} leases, first ends in {time}";
        string[] told = [one ? words : $"{words} {FlowText.LeasesBar(ends, _now)}", words, one ? $"1 lease, {time}" : $"{ends.Count:N0} leases, {time}", time];
        return new Segment(told.FirstOrDefault(t => CellText.Width(t) <= width, time), Role.Bad);
    }
}

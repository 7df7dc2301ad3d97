using Humanizer;
using PubSubLab.Lab;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Time;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Panes;

/// <summary>The lab's workers: what each is, how busy it is and what it did.</summary>
internal sealed class WorkersPane(ThemeChoice theme, WorkerList list, WorkerTargets targets, ExperimentRunner experiments, Playback playback, Revision revision)
    : Pane(theme), IPane
{
    private const int BusyWidth = 5;
    private static readonly string s_slow = HandlerCatalog.NameOf(typeof(SlowHandler));

    private IReadOnlyList<WorkerStatus> _workers = [];
    private long _second = -1;
    private int _version = -1;
    private int _top;
    private int _lost;

    public static int Order => 210;

    public static PaneDescription Description { get; } = new(
        PaneId.Flow, "Flow", PanePlace.Upper, KeyScope.Flow,
        new(CommandIds.PaneFlow, KeyScope.Anywhere, "Flow", "Focuses the flow.", "2", "Alt+2") { Order = 22 })
    {
        Number = 2,
    };

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        Description.Open,
        new(CommandIds.FlowUp, KeyScope.Flow, "Up", "Selects the worker above.", [.. MovingKeys.Up]) { InPalette = false },
        new(CommandIds.FlowDown, KeyScope.Flow, "Down", "Selects the worker below.", [.. MovingKeys.Down]) { InPalette = false },
        new(CommandIds.FlowOpen, KeyScope.Flow, "Edit", "Changes the selected worker.", "Enter") { Hint = 7, InPalette = false, InLabOnly = true },
    ];

    protected override string Caption
    {
        get
        {
            var alive = _workers.Where(w => w.IsAlive).ToList();
            var others = alive.Count(w => w.IsOfOtherProgram);
            var steered = alive.Count(w => targets.IsExperiments(w.Name));
            return $"2 Flow ─ {alive.Count - others} running{(steered > 0 ? $", {steered} of {experiments.Running}" : "")}{(others > 0 ? $", {others} of other programs" : "")}";
        }
    }

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.FlowUp, () => Move(-1));
        commands.Add(CommandIds.FlowDown, () => Move(1));
        commands.Add(CommandIds.FlowOpen, () => commands.Run(CommandIds.EditWorker), () => commands.WhyNot(CommandIds.EditWorker));
    }

    /// <summary>Selects the worker above or below.</summary>
    private void Move(int by)
    {
        var at = IndexOfSelected();
        if (_workers.Count > 0)
        {
            Select(Math.Clamp(at + by, 0, _workers.Count - 1));
        }
    }

    protected override bool HasMoved()
    {
        var workers = list.Read();
        var lost = workers.Count(HasNoStream);
        var second = (long)playback.ShownNow.TotalSeconds;

        // "1 s ago" and "leases end in 6 s" move with the clock, but only while there is something of the kind.
        var moved = _version != revision.Number || !workers.SequenceEqual(_workers) || lost != _lost || (second != _second && workers.Count > 0);
        (_workers, _second, _version, _lost) = (workers, second, revision.Number, lost);
        return moved;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        if (_workers.Count == 0)
        {
            painter.Put(inner.X + 1, inner.Y, playback.IsRecording ? "No worker was here then." : "No worker is here. + spawns one; it takes what was published meanwhile.", Role.Dim, inner.Width - 1);
            return;
        }

        var columns = Columns(inner.Width);
        painter.Line(inner.X, inner.Y, inner.Width, [new Segment("  ", Role.Dim), .. columns.Select(c => new Segment(CellText.Pad(c.Title, c.Width) + " ", Role.Dim))]);
        var rows = inner.Height - 1;
        var selected = IndexOfSelected();
        _top = Math.Clamp(_top, Math.Max(0, selected - rows + 1), Math.Max(0, Math.Min(selected, _workers.Count - rows)));
        for (var row = 0; row < rows && _top + row < _workers.Count; row++)
        {
            var worker = _workers[_top + row];
            var chosen = _top + row == selected;
            painter.FittedLine(
                inner.X, inner.Y + 1 + row, inner.Width,
                [new Segment(chosen ? "▸ " : "  ", Role.Accent), .. Row(columns, worker)],
                selected: chosen && HasFocus);
        }

        if (_workers.Count > rows)
        {
            painter.Put(inner.Right - 11, inner.Bottom, $" {selected + 1} of {_workers.Count} ".PadLeft(10, '─'), Role.Dim);
        }
    }

    protected override void Pressed(Point at)
    {
        var index = _top + at.Y - 2;
        if (index >= 0 && index < _workers.Count && at.Y >= 2)
        {
            Select(index);
        }
    }

    protected override void Wheeled(int lines) => Move(Math.Sign(lines));

    private static (string Symbol, string Word, Role Role) Look(WorkerState state) => state switch
    {
        WorkerState.Starting => ("○", "starting", Role.Info),
        WorkerState.Running => ("●", "running", Role.Good),
        WorkerState.Stopping => ("◐", "stopping", Role.Warning),
        WorkerState.Stopped => ("■", "stopped", Role.Dim),
        WorkerState.Killed => ("✗", "killed", Role.Bad),
        _ => ("✗", "failed", Role.Bad),
    };

    private static List<Column> Columns(int width)
    {
        List<Column> columns =
        [
            new(ColumnId.Name, "worker", 6), new(ColumnId.Handler, "handler", 10), new(ColumnId.Accepts, "accepts", 17), new(ColumnId.State, "state", 11),
            new(ColumnId.Busy, "busy", BusyWidth + 4), new(ColumnId.Acked, "acked", 6), new(ColumnId.Nacked, "nacked", 6), new(ColumnId.Last, "last", 9),
        ];
        int Left() => width - 2 - columns.Sum(c => c.Width + 1);

        // In a narrow window the figures and the state stay, "last" goes first.
        if (Left() < -8)
        {
            columns.RemoveAt(columns.Count - 1);
        }

        var accepts = columns.FindIndex(c => c.Id == ColumnId.Accepts);
        columns[accepts] = columns[accepts] with { Width = Math.Clamp(17 + Left(), 6, 36) };
        columns[^1] = columns[^1] with { Width = Math.Max(1, columns[^1].Width + Left()) };
        return columns;
    }

    /// <summary>The worker's cells; of one that was killed or failed it is more important what becomes of its messages than what it did.</summary>
    private IEnumerable<Segment> Row(List<Column> columns, WorkerStatus worker)
    {
        var story = Story(worker);
        var isOther = worker.IsOfOtherProgram;
        foreach (var column in columns)
        {
            if (isOther && column.Id is ColumnId.Handler or ColumnId.Accepts)
            {
                // Another program's handler is unknown, so its long name gets the space.
                continue;
            }

            if (isOther && column.Id == ColumnId.Name)
            {
                var room = columns.Where(c => c.Id is ColumnId.Name or ColumnId.Handler or ColumnId.Accepts).Sum(c => c.Width + 1) - 1;
                var name = CellText.Fit(worker.Name, room);
                yield return new Segment(name, worker.IsAlive ? Role.Strong : Role.Dim);
                yield return new Segment(CellText.Pad($"  {worker.HandlerLabel}", room - CellText.Width(name)) + " ", Role.Dim);
                continue;
            }

            if (story is { } s && column.Id == ColumnId.Busy)
            {
                yield return s;
                yield break;
            }

            yield return Cell(column, worker);
        }
    }

    private Segment? Story(WorkerStatus worker)
    {
        var now = playback.ShownNow;
        return worker switch
        {
            { Failure: { } failure } => new Segment(failure, Role.Bad),
            { State: WorkerState.Killed, LeasesEndAt: { } end } when end > now => new Segment(
                $"{worker.Tally.InHand} {(worker.Tally.InHand == 1 ? "lease ends" : "leases end")} in {Durations.Format(TimeSpan.FromSeconds(Math.Ceiling((end - now).TotalSeconds)))}; acked {worker.Tally.Acked:N0}", Role.Bad),
            _ => null,
        };
    }

    private Segment Cell(Column column, WorkerStatus worker)
    {
        (string Symbol, string Word, Role Role) look = HasNoStream(worker) ? ("◌", "no stream", Role.Bad) : worker.IsOfOtherProgram ? worker.IsAlive ? ("●", "connected", Role.Info) : ("■", "gone", Role.Dim) : Look(worker.State);
        var (text, role) = column.Id switch
        {
            ColumnId.Name => (worker.Name, worker.IsAlive ? Role.Strong : Role.Dim),
            ColumnId.Handler => (worker.HandlerLabel, worker.Handler == s_slow ? Role.Warning : Role.Normal),
            ColumnId.Accepts => (worker.Accepts.Label, worker.Accepts.IsEverything ? Role.Normal : Role.Accent),
            ColumnId.State => ($"{look.Symbol} {look.Word}", look.Role),
            ColumnId.Busy => (Busy(worker), Role.Accent),
            ColumnId.Acked => (Short(worker.Tally.Acked), Role.Normal),
            ColumnId.Nacked => (Short(worker.Tally.Nacked), worker.Tally.Nacked > 0 ? Role.Warning : Role.Dim),
            _ => Last(worker),
        };
        return new Segment(CellText.Pad(text, column.Width) + " ", role);
    }

    private bool HasNoStream(WorkerStatus worker) =>
        worker.State is WorkerState.Running or WorkerState.Stopping && !worker.IsOfOtherProgram && playback.Shown.Connections.LostAt(worker.Name) is not null;

    /// <summary>A count in six columns: 99,999, then 123.5k.</summary>
    internal static string Short(long count) => count < 100_000 ? $"{count:N0}" : ((double)count).ToMetric(decimals: 1);

    private (string Text, Role Role) Last(WorkerStatus worker) =>
        (worker.Tally.Delivered == 0 ? "" : Durations.Ago(playback.ShownNow - worker.Tally.LastAt), Role.Dim);

    private static string Busy(WorkerStatus worker)
    {
        if (worker.Tally.InHand == 0 || !worker.IsAlive)
        {
            return new string('░', BusyWidth);
        }

        // A worker with a limit of 1,000 would never look busy on a linear scale.
        var share = Math.Log(worker.Tally.InHand + 1) / Math.Log(Math.Min(worker.MaxInFlight, 1_000) + 1);
        var full = Math.Clamp((int)Math.Ceiling(share * BusyWidth), 1, BusyWidth);
        return new string('█', full) + new string('░', BusyWidth - full) + $" {worker.Tally.InHand}";
    }

    private int IndexOfSelected()
    {
        var name = list.ReadSelected()?.Name;
        for (var i = 0; i < _workers.Count; i++)
        {
            if (_workers[i].Name == name)
            {
                return i;
            }
        }

        return 0;
    }

    private void Select(int index) => list.Select(_workers[index].Name);

    private enum ColumnId
    {
        Name,
        Handler,
        Accepts,
        State,
        Busy,
        Acked,
        Nacked,
        Last,
    }

    private sealed record Column(ColumnId Id, string Title, int Width);
}

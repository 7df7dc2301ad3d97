using PubSubLab.Lab;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Flow;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Time;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Panes;

/// <summary>Topic, subscriptions with their filters, and the workers on them, with the messages that travel between.</summary>
internal sealed class FlowPane(
    ThemeChoice theme, LabSession session, FlowView view, TopologyModel model, WorkerList list, ExperimentRunner experiments, Playback playback, FramePace pace,
    Revision revision, FollowedMessage followed, GoingOn goingOn) : Pane(theme), IPane
{
    private const int FewestRows = 4;

    private readonly FlowPainter _painter = new(view.Scene, followed);
    private TimeSpan _dots = TimeSpan.MinValue;
    private long _appended = -1;
    private long _second = -1;
    private int _version = -1;
    private int _top;

    public static int Order => 210;

    public static PaneDescription Description { get; } = new(
        PaneId.Flow, "Flow", PanePlace.Upper, KeyScope.Flow,
        new(CommandIds.PaneFlow, KeyScope.Anywhere, "Flow", "Focuses the flow: subscriptions and their workers.", "2", "Alt+2") { Order = 22 })
    {
        Number = 2,
    };

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        Description.Open,
        new(CommandIds.FlowUp, KeyScope.Flow, "Up", "Selects the row above.", [.. MovingKeys.Up]) { InPalette = false },
        new(CommandIds.FlowDown, KeyScope.Flow, "Down", "Selects the row below.", [.. MovingKeys.Down]) { InPalette = false },
        new(CommandIds.FlowFold, KeyScope.Flow, "Fold", "Folds the selected subscription. On a worker, selects its subscription.", [.. MovingKeys.Left]) { InPalette = false },
        new(CommandIds.FlowUnfold, KeyScope.Flow, "Unfold", "Unfolds the selected row.", [.. MovingKeys.Right]) { InPalette = false },
        new(CommandIds.FlowTop, KeyScope.Flow, "Top", "Selects the first row.", [.. MovingKeys.First]) { InPalette = false },
        new(CommandIds.FlowBottom, KeyScope.Flow, "Bottom", "Selects the last row.", [.. MovingKeys.Last]) { InPalette = false },
        new(CommandIds.FlowPageUp, KeyScope.Flow, "Page up", "Selects a row one page up.", [.. MovingKeys.PageUp]) { InPalette = false },
        new(CommandIds.FlowPageDown, KeyScope.Flow, "Page down", "Selects a row one page down.", [.. MovingKeys.PageDown]) { InPalette = false },
        new(CommandIds.FlowOpen, KeyScope.Flow, "Open", "Changes the selected worker, or folds and unfolds the selected row.", "Enter") { Hint = 89, InPalette = false },
    ];

    protected override string Caption
    {
        get
        {
            var alive = list.Read().Where(w => w.IsAlive).ToList();
            var others = alive.Count(w => w.IsOfOtherProgram);
            var steered = alive.Count(w => list.IsExperiments(w.Name));
            var topic = IsRuled && view.OnlyTopic is { } only ? $"{only} ─ " : "";
            var (running, position) = ($"{alive.Count - others} running", IsRuled ? Position : "");
            var (experiment, programs) = (steered > 0 ? $", {steered} of {experiments.Running}" : "", others > 0 ? $", {others} of other programs" : "");

            // The headings have their places: what has no room before them is left out.
            var room = new FlowColumns(Inner.Width, IsRuled).FirstTitle - 3;
            string[] captions =
            [
                $"2 Flow ─ {topic}{running}{experiment}{programs}{position}", $"2 Flow ─ {running}{experiment}{programs}{position}", $"2 Flow ─ {running}{experiment}{(others > 0 ? $", {others} other" : "")}{position}",
                $"2 Flow ─ {running}{position}",
            ];
            return captions.FirstOrDefault(c => CellText.Width(c) <= room, "2 Flow");
        }
    }

    // One row is spare for the next worker. A flow that folds for want of room gives none: it would fold ever more.
    public override int SpareRows => view.Unfolded > Inner.Height ? Inner.Height - view.Unfolded : Math.Max(0, Inner.Height - Math.Max(FewestRows, view.Unfolded + 1));

    private int PageSize => Math.Max(1, Inner.Height - 1);

    public void AddTo(CommandSet commands)
    {
        void Add(string id, Action act) => commands.Add(id, () =>
        {
            act();
            revision.Advance();
        });
        Add(CommandIds.FlowUp, () => view.Move(-1));
        Add(CommandIds.FlowDown, () => view.Move(1));
        Add(CommandIds.FlowTop, () => view.Move(-view.Rows.Count));
        Add(CommandIds.FlowBottom, () => view.Move(view.Rows.Count));
        Add(CommandIds.FlowPageUp, () => view.Move(-PageSize));
        Add(CommandIds.FlowPageDown, () => view.Move(PageSize));
        Add(CommandIds.FlowFold, view.Fold);
        Add(CommandIds.FlowUnfold, view.Unfold);
        commands.Add(CommandIds.FlowOpen, () => Open(commands), title: OpenTitle);
    }

    private string? OpenTitle() => view.SelectedRow switch
    {
        { Key.Kind: FlowKind.Worker } => "Edit",
        { Key.Kind: FlowKind.Subscription, IsFolded: false, Workers.Count: > 0 } => "Fold",
        { Key.Kind: not FlowKind.Topic } => "Unfold",
        _ => null,
    };

    private void Open(CommandSet commands)
    {
        switch (view.SelectedRow)
        {
            case { Key.Kind: FlowKind.Worker } or null:
                commands.Run(CommandIds.EditWorker);
                break;
            default:
                view.Turn();
                break;
        }
    }

    /// <summary>The selected row's place among all, where not all fit.</summary>
    private string Position => view.Rows.Count > Inner.Height ? $" ─ {view.IndexOfSelected() + 1} of {view.Rows.Count}" : "";

    protected override bool HasMoved()
    {
        model.Refresh();
        var now = playback.ShownNow;
        var (appended, second, dots) = (session.Journal.Appended, (long)now.TotalSeconds, FlowWire.At(now, pace.Step));

        // "1 s ago" and "ends in 6 s" move with the clock, dots with each step; an idle flow stands still.
        var moved = _version != revision.Number || _appended != appended || (second != _second && view.Rows.Any(r => r.Workers.Count > 0)) || (dots != _dots && _painter.IsMoving);
        (_version, _appended, _second, _dots) = (revision.Number, appended, second, dots);
        return moved;
    }

    protected override void Prepare(Rectangle inner) => view.Read(inner.Height, showsTopic: !IsRuled && inner.Height >= 6);

    protected override void PaintHeadings(Painter painter, Rectangle inner)
    {
        new FlowColumns(inner.Width, IsRuled).PaintTitles(painter, inner.X, 0, CellText.Width(Caption) + 2, HasFocus ? Role.FocusedTitle : Role.Dim);
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        var rows = view.Rows;
        var selected = view.IndexOfSelected();
        _top = ScrollWindow.Top(_top, selected, inner.Height, rows.Count);
        _painter.Begin(painter, new FlowColumns(inner.Width, IsRuled), playback.ShownNow, pace.Step);
        var chosen = view.Selected;
        for (var row = 0; row < inner.Height && _top + row < rows.Count; row++)
        {
            _painter.Paint(inner.X, inner.Y + row, rows[_top + row], rows[_top + row].Key == chosen, HasFocus);
        }

        var hint = goingOn.Offer
            ?? (rows.Any(r => r.Workers.Count > 0) ? null : playback.IsRecording ? "No worker was here then." : "No worker is here. + spawns one; it takes what was published meanwhile.");
        if (hint is not null && inner.Height > rows.Count)
        {
            painter.Put(inner.X + 1, inner.Y + rows.Count, hint, Role.Dim, inner.Width - 1);
        }

        if (!IsRuled && Position is { Length: > 0 } place)
        {
            painter.Put(inner.Right - place.Length - 1, inner.Bottom, $"{place[2..]} ", Role.Dim);
        }
    }

    protected override void Pressed(Point at)
    {
        var index = _top + at.Y - Inner.Y;
        if (at.Y < Inner.Y || index >= view.Rows.Count)
        {
            return;
        }

        var again = view.Rows[index].Key == view.Selected;
        view.Select(view.Rows[index].Key);
        if (again && view.Rows[index].Key.Kind != FlowKind.Worker)
        {
            // The second press on the same row turns it.
            view.Turn();
        }

        revision.Advance();
    }

    protected override void Wheeled(int lines)
    {
        view.Move(Math.Sign(lines));
        revision.Advance();
    }
}

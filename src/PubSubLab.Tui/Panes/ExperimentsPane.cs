using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Panes;

/// <summary>The guided experiments: which there are, what to watch for, the rule behind it, and what was found out.</summary>
internal sealed class ExperimentsPane(
    ThemeChoice theme, LabJournal journal, ExperimentRunner runner, PaneNavigator navigator, Consents consents, ScreenKeys keys, Revision revision)
    : Pane(theme), IPane
{
    private const int MarkWidth = 3;
    private const int NameWidth = 14;
    private const int FewestRows = 3;

    private int _firstShown;
    private int _top;
    private int _version = -1;
    private long _second;

    public static int Order => 600;

    public static PaneDescription Description { get; } = new(
        PaneId.Experiments, "Experiments", PanePlace.Page, KeyScope.Experiments,
        new(CommandIds.Experiments, KeyScope.Anywhere, "Experiments", "Opens the guided experiments, or returns to the lab.", "F2", "c") { Hint = 85, Order = 10 });

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        Description.Open,
        new(CommandIds.ExperimentRun, KeyScope.Experiments, "Run", "Runs the selected experiment.", "Enter") { Hint = 1, InPalette = false, InLabOnly = true },
        new(CommandIds.ExperimentStop, KeyScope.Experiments, "Stop", "Stops the run and removes its topics, subscriptions and workers.", "x") { Hint = 2 },
        new(CommandIds.ExperimentUp, KeyScope.Experiments, "Up", "Selects the experiment above.", [.. MovingKeys.Up]) { InPalette = false },
        new(CommandIds.ExperimentDown, KeyScope.Experiments, "Down", "Selects the experiment below.", [.. MovingKeys.Down]) { InPalette = false },
        new(CommandIds.ExperimentPageUp, KeyScope.Experiments, "Page up", "Scrolls the description up.", "PageUp") { InPalette = false },
        new(CommandIds.ExperimentPageDown, KeyScope.Experiments, "Page down", "Scrolls the description down.", "PageDown") { InPalette = false },
        new(CommandIds.LabPage, KeyScope.Experiments, "Back", "Returns to the lab.", [.. MovingKeys.Close]) { Hint = 3, InPalette = false },
    ];

    protected override string Caption => runner.Running is { } running ? $"Experiments ─ {running} is running" : "Experiments";

    protected override string? CaptionRight => "Esc back";

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.ExperimentRun, () => consents.ToRun(runner.Current, runner.Run), () => runner.IsRunning ? $"'{runner.Running}' is running; x stops it." : null);
        commands.Add(CommandIds.ExperimentStop, runner.Stop, () => runner.IsRunning ? null : "no experiment is running.");
        commands.Add(CommandIds.ExperimentUp, () => Move(-1));
        commands.Add(CommandIds.ExperimentDown, () => Move(1));
        commands.Add(CommandIds.ExperimentPageUp, () => Scroll(-1));
        commands.Add(CommandIds.ExperimentPageDown, () => Scroll(1));
        commands.Add(CommandIds.LabPage, navigator.GoToLab);
    }

    // Chooses the experiment above or below.
    private void Move(int by)
    {
        runner.Choose(runner.Chosen + by);
        _top = 0;
    }

    // Scrolls the text by pages.
    private void Scroll(int pages) => _top = Math.Max(0, _top + (pages * Math.Max(1, TextRows(Inner) - 1)));

    protected override bool HasMoved()
    {
        var second = runner.IsRunning ? (long)journal.Now.TotalSeconds : 0;
        var moved = _version != revision.Number || second != _second;
        (_version, _second) = (revision.Number, second);
        return moved;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        var y = inner.Y;
        var listed = ListRows(inner);
        _firstShown = Math.Clamp(_firstShown, Math.Max(0, runner.Chosen - listed + 1), Math.Min(runner.Chosen, runner.All.Count - listed));
        for (var i = _firstShown; i < _firstShown + listed; i++)
        {
            PaintItem(painter, inner, y++, runner.All[i], i == runner.Chosen);
        }

        painter.Fill(inner.X, y, inner.Width, Role.Frame, with: '─');
        if (More(_firstShown, runner.All.Count - listed - _firstShown) is { Length: > 0 } more)
        {
            painter.Put(inner.X + 2, y, more, Role.Dim, inner.Width - 2);
        }

        y++;
        var lines = Story(runner.Current, inner.Width - 2);
        var rows = TextRows(inner);
        _top = Math.Clamp(_top, 0, Math.Max(0, lines.Count - rows));
        for (var row = 0; row < rows && _top + row < lines.Count; row++)
        {
            painter.Line(inner.X + 1, y + row, inner.Width - 2, lines[_top + row]);
        }

        if (lines.Count > rows)
        {
            var place = $" PageDown ─ {Math.Min(lines.Count, _top + rows)} of {lines.Count} lines ";
            painter.Put(inner.Right - place.Length - 1, inner.Bottom, place, Role.Dim);
        }
    }

    protected override void Pressed(Point at)
    {
        var row = at.Y - Inner.Y;
        if (row < ListRows(Inner))
        {
            runner.Choose(_firstShown + row);
            _top = 0;
            revision.Advance();
        }
    }

    protected override void DoubleClicked(Point at)
    {
        if (!runner.IsRunning && at.Y - Inner.Y < ListRows(Inner))
        {
            consents.ToRun(runner.Current, runner.Run);
        }
    }

    protected override void Wheeled(int lines) => _top = Math.Max(0, _top + lines);

    private static (string Symbol, Role Role) Mark(ExperimentRun? run) => run switch
    {
        null => (" ", Role.Dim),
        { EndedAt: null } => ("…", Role.Accent),
        { WasStopped: true } => ("■", Role.Dim),
        { Result.Outcome: ExperimentOutcome.Holds } => ("✓", Role.Good),
        { Result.Outcome: ExperimentOutcome.Changed } => ("≠", Role.Warning),
        { Result.Outcome: ExperimentOutcome.NotPossible } => ("-", Role.Warning),
        _ => ("✗", Role.Bad),
    };

    /// <summary>At most half of the pane: what is said about the chosen one needs room too.</summary>
    private int ListRows(Rectangle inner) => Math.Min(runner.All.Count, Math.Max(FewestRows, inner.Height / 2));

    private int TextRows(Rectangle inner) => Math.Max(1, inner.Height - ListRows(inner) - 1);

    /// <summary>Number of hidden entries.</summary>
    private static string More(int above, int below) => (above, below) switch
    {
        (0, 0) => "",
        (0, _) => $" {below} more below ",
        (_, 0) => $" {above} more above ",
        _ => $" {above} more above, {below} below ",
    };

    private void PaintItem(Painter painter, Rectangle inner, int y, IExperiment experiment, bool chosen)
    {
        var (symbol, role) = Mark(runner.LastRun(experiment));
        painter.Line(
            inner.X, y, inner.Width,
            [
                new Segment(chosen ? "▸" : " ", Role.Accent), new Segment(symbol + " ", role),
                new Segment(CellText.Pad(experiment.Name, NameWidth) + " ", Role.Strong),
                new Segment(CellText.Fit(experiment.Title, inner.Width - MarkWidth - NameWidth - 1), chosen ? Role.Normal : Role.Dim),
            ],
            selected: chosen && HasFocus);
    }

    private List<IReadOnlyList<Segment>> Story(IExperiment experiment, int width)
    {
        var lines = new List<IReadOnlyList<Segment>>();
        void Say(string text, Role role, string indent = "")
        {
            lines.AddRange(CellText.Wrap(text, Math.Max(10, width - indent.Length)).Select(l => (IReadOnlyList<Segment>)[new Segment(indent + l, role)]));
        }

        var run = runner.LastRun(experiment);
        Say(experiment.Question, Role.Strong);
        lines.Add([]);

        // While it runs, what to watch for comes first; afterwards what was found out.
        if (run?.Result is { } result)
        {
            AddResult(lines, result, run.StartedAt, width, Say);
        }

        if (run?.Error is { } error)
        {
            Say(run.WasStopped ? "■ " + error : "✗ " + error, run.WasStopped ? Role.Dim : Role.Bad);
            lines.Add([]);
        }

        Say("Watch for", Role.Accent);
        Say(experiment.WatchFor, Role.Normal);
        if (runner.Running == experiment.Name)
        {
            Say(
                $"Change it as it runs: {Key(CommandIds.Spawn)} one more worker, {Key(CommandIds.Slow)} slow on and off, {Key(CommandIds.Slower)} {Key(CommandIds.Faster)} its rate; "
                + $"{Key(CommandIds.PaneFlow)} goes to the flow, where {Key(CommandIds.Kill)} kills the selected worker.", Role.Dim);
        }

        lines.Add([]);
        if (run is not null)
        {
            Say(
                run.EndedAt is { } end
                    ? $"What happened, in {Durations.Format(end - run.StartedAt)}"
                    : $"Running for {Durations.Format(TimeSpan.FromSeconds(Math.Floor((journal.Now - run.StartedAt).TotalSeconds)))}; x stops it",
                Role.Accent);
            foreach (var (at, line) in run.Steps)
            {
                Say($"+{Durations.Format(at - run.StartedAt)}  {line}", Role.Normal);
            }

            lines.Add([]);
        }

        Say("The rule", Role.Accent);
        Say(experiment.Rule, Role.Dim);
        if (run is null)
        {
            lines.Add([]);
            if (experiment is RoutingExperiment)
            {
                Say($"{keys.KeyOf(CommandIds.ComparePage)} shows strategies side by side as they work: the same traffic goes through three of them at once.", Role.Normal);
                lines.Add([]);
            }

            Say("Enter runs it, on a topic and workers (e1, e2 …) of its own, beside yours; everything it makes is removed afterwards.", Role.Normal);
        }

        return lines;
    }

    private string Key(string id) => keys.KeyOf(id);

    private static void AddResult(List<IReadOnlyList<Segment>> lines, ExperimentResult result, TimeSpan startedAt, int width, Action<string, Role, string> say)
    {
        if (result.Changes is { } changes)
        {
            say(
                result.Outcome == ExperimentOutcome.Holds
                    ? "You changed this run, and what was expected was observed all the same."
                    : "≠ You changed this run: what was not met was expected of it as it is written, and says nothing against the rule.",
                Role.Warning, "");
            foreach (var change in changes)
            {
                say($"+{Durations.Format(change.At - startedAt)}  {change.What}", Role.Normal, "    ");
            }

            lines.Add([]);
        }

        var (unmet, unmetRole) = result.Changes is null ? ("✗", Role.Bad) : ("≠", Role.Warning);
        say(result.Answer, result.Outcome == ExperimentOutcome.Holds ? Role.Good : Role.Warning, "");
        lines.Add([]);
        foreach (var expectation in result.Expectations)
        {
            say($"{(expectation.Met ? "✓" : unmet)} {expectation.What}", expectation.Met ? Role.Good : unmetRole, "");
            say($"expected {expectation.Expected}; observed {expectation.Observed}", Role.Normal, "    ");
        }

        if (result.Figures.Count > 0)
        {
            lines.Add([]);
        }

        foreach (var figure in result.Figures)
        {
            lines.Add([new Segment(CellText.Pad(figure.Name, Math.Min(44, width - 12)), Role.Dim), new Segment($" {figure.Value:#,0.##} {figure.Unit}", Role.Normal)]);
        }

        lines.Add([]);
    }
}

using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Panes;

/// <summary>The guided experiments: which there are, what to watch for, the rule behind it, and what was found out.</summary>
internal sealed class ExperimentsPane(ScreenState screen) : Pane(screen)
{
    private const int MarkWidth = 3;
    private const int NameWidth = 14;
    private const int FewestRows = 3;

    private int _firstShown;
    private int _top;
    private int _version = -1;
    private long _second;

    public override KeyScope Scope => KeyScope.Experiments;

    protected override string Caption => Control.Running is { } running ? $"Experiments ─ {running} is running" : "Experiments";

    protected override string? CaptionRight => "Esc back";

    private ExperimentControl Control => Screen.Experiments;

    /// <summary>Chooses the experiment above or below.</summary>
    public void Move(int by)
    {
        Control.Choose(Control.Chosen + by);
        _top = 0;
    }

    /// <summary>Scrolls what is said by pages.</summary>
    public void Scroll(int pages) => _top = Math.Max(0, _top + (pages * Math.Max(1, TextRows(Inner) - 1)));

    protected override bool HasMoved()
    {
        var second = Control.IsRunning ? (long)Screen.Journal.Now.TotalSeconds : 0;
        var moved = _version != Screen.Version || second != _second;
        (_version, _second) = (Screen.Version, second);
        return moved;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        var y = inner.Y;
        var listed = ListRows(inner);
        _firstShown = Math.Clamp(_firstShown, Math.Max(0, Control.Chosen - listed + 1), Math.Min(Control.Chosen, Control.All.Count - listed));
        for (var i = _firstShown; i < _firstShown + listed; i++)
        {
            PaintItem(painter, inner, y++, Control.All[i], i == Control.Chosen);
        }

        painter.Fill(inner.X, y, inner.Width, Role.Frame, with: '─');
        if (More(_firstShown, Control.All.Count - listed - _firstShown) is { Length: > 0 } more)
        {
            painter.Put(inner.X + 2, y, more, Role.Dim, inner.Width - 2);
        }

        y++;
        var lines = Story(Control.Current, inner.Width - 2);
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
            Control.Choose(_firstShown + row);
            _top = 0;
            Screen.Changed();
        }
    }

    protected override void DoubleClicked(Point at)
    {
        if (!Control.IsRunning && at.Y - Inner.Y < ListRows(Inner))
        {
            Control.Run();
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
    private int ListRows(Rectangle inner) => Math.Min(Control.All.Count, Math.Max(FewestRows, inner.Height / 2));

    private int TextRows(Rectangle inner) => Math.Max(1, inner.Height - ListRows(inner) - 1);

    /// <summary>How many of the list are out of sight.</summary>
    private static string More(int above, int below) => (above, below) switch
    {
        (0, 0) => "",
        (0, _) => $" {below} more below ",
        (_, 0) => $" {above} more above ",
        _ => $" {above} more above, {below} below ",
    };

    private void PaintItem(Painter painter, Rectangle inner, int y, IExperiment experiment, bool chosen)
    {
        var (symbol, role) = Mark(Control.LastRun(experiment));
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

        var run = Control.LastRun(experiment);
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
        if (Control.Running == experiment.Name)
        {
            Say(
                $"Change it as it runs: {Key(CommandIds.Spawn)} one more worker, {Key(CommandIds.Kill)} kills, {Key(CommandIds.Slow)} slow on and off, "
                + $"{Key(CommandIds.Slower)} {Key(CommandIds.Faster)} its rate; {Key(CommandIds.PaneWorkers)} chooses which worker.", Role.Dim);
        }

        lines.Add([]);
        if (run is not null)
        {
            Say(
                run.EndedAt is { } end
                    ? $"What happened, in {Durations.Format(end - run.StartedAt)}"
                    : $"Running for {Durations.Format(TimeSpan.FromSeconds(Math.Floor((Screen.Journal.Now - run.StartedAt).TotalSeconds)))}; x stops it",
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
                Say($"{Screen.KeyOf(CommandIds.RoutingPage)} shows strategies side by side as they work: the same burst goes through two or three of them at once.", Role.Normal);
                lines.Add([]);
            }

            Say("Enter runs it, on a topic and workers (e1, e2 …) of its own, beside yours; everything it makes is removed afterwards.", Role.Normal);
        }

        return lines;
    }

    private string Key(string id) => Screen.KeyOf(id);

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

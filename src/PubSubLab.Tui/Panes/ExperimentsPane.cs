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

/// <summary>The course: the questions in the order in which one understands Pub/Sub, each to predict, to watch, and to see explained.</summary>
internal sealed class ExperimentsPane(
    ThemeChoice theme, LabJournal journal, ExperimentRunner runner, Course course, PaneNavigator navigator, Consents consents,
    TerminalActions terminal, Notices notices, ScreenKeys keys, Revision revision)
    : Pane(theme), IPane
{
    /// <summary>Rows below the list that make it worth showing both.</summary>
    private const int RowsBesideList = 13;

    /// <summary>Rows below the list for a result with a comparison.</summary>
    private const int RowsOfComparison = 30;

    private readonly QuestionList _list = new(runner, course);
    private PageLines? _page;
    private (CourseView View, string Name) _shown;
    private int _top;
    private (int Revision, long Second, int Events) _moved;

    public static int Order => 600;

    public static PaneDescription Description { get; } = new(
        PaneId.Experiments, "Course", PanePlace.Page, KeyScope.Experiments,
        new(CommandIds.Experiments, KeyScope.Anywhere, "Course", "Opens the course of questions about Pub/Sub, or returns to the lab.", "F2", "c") { Hint = 85, Order = 10 });

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        Description.Open,
        new(CommandIds.ExperimentRun, KeyScope.Experiments, "Go on", "Opens the question, gives the chosen answer and runs, or goes to the next question.", "Enter") { Hint = 1, InPalette = false, InLabOnly = true },
        new(CommandIds.CourseSkip, KeyScope.Experiments, "Skip", "Runs the question without a prediction; during a run, slow on and off.", "s") { Hint = 4, InLabOnly = true },
        new(CommandIds.ExperimentStop, KeyScope.Experiments, "Stop", "Stops the run and removes its topics, subscriptions and workers.", "x") { Hint = 2 },
        new(CommandIds.CourseVary, KeyScope.Experiments, "Change", "Runs the question again with the first change that its card names.", "u") { InLabOnly = true },
        new(CommandIds.CourseVarySecond, KeyScope.Experiments, "Other change", "Runs the question again with the second change that its card names.", "U") { InLabOnly = true },
        new(CommandIds.CourseAgain, KeyScope.Experiments, "Ask again", "Asks the question anew.", "A") { InLabOnly = true },
        new(CommandIds.CourseFigures, KeyScope.Experiments, "Figures", "Shows all figures and checks of the last run, or its card again.", "F"),
        new(CommandIds.CourseCopy, KeyScope.Experiments, "Copy card", "Copies the card as two lines, also over SSH (OSC 52).", "y"),
        new(CommandIds.ExperimentUp, KeyScope.Experiments, "Up", "Selects the question or answer above, or scrolls up.", [.. MovingKeys.Up]) { InPalette = false },
        new(CommandIds.ExperimentDown, KeyScope.Experiments, "Down", "Selects the question or answer below, or scrolls down.", [.. MovingKeys.Down]) { InPalette = false },
        new(CommandIds.ExperimentFirst, KeyScope.Experiments, "First", "Goes to the first question, answer or line.", [.. MovingKeys.First]) { InPalette = false },
        new(CommandIds.ExperimentLast, KeyScope.Experiments, "Last", "Goes to the last question, answer or line.", [.. MovingKeys.Last]) { InPalette = false },
        new(CommandIds.ExperimentPageUp, KeyScope.Experiments, "Page up", "Scrolls up by a page.", [.. MovingKeys.PageUp]) { InPalette = false },
        new(CommandIds.ExperimentPageDown, KeyScope.Experiments, "Page down", "Scrolls down by a page.", [.. MovingKeys.PageDown]) { InPalette = false },
        new(CommandIds.LabPage, KeyScope.Experiments, "Back", "Returns to the list of questions, and from there to the lab.", [.. MovingKeys.Close]) { Hint = 3, InPalette = false },
    ];

    protected override string Caption => course.View == CourseView.List
        ? runner.Running is { } running ? $"Course ─ {running} is running" : "Course"
        : $"Course ─ {runner.Chosen + 1} of {runner.All.Count} ─ {course.Current.Name}";

    protected override string? CaptionRight => course.View == CourseView.List ? _list.Score : "Esc list";

    private ExperimentRun? LastRun => runner.LastRun(course.Current);

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.ExperimentRun, GoOn, () => course.View is CourseView.Predict or CourseView.Watch ? WhyNoRun() : null, () => course.GoOnTitle);
        commands.Add(
            CommandIds.CourseSkip, () => consents.ToRun(course.Current, () => course.Run(said: null)),
            () => course.View is CourseView.List or CourseView.Predict ? null : $"{keys.KeyOf(CommandIds.ExperimentRun)} goes on.",
            // The key makes a worker slow everywhere else, and here too while there are workers to see.
            instead: () => runner.IsRunning ? CommandIds.Slow : null);
        commands.Add(CommandIds.ExperimentStop, runner.Stop, () => runner.IsRunning ? null : "no question is running.");
        commands.Add(CommandIds.CourseVary, () => Vary(0), () => WhyNoVariation(0));
        commands.Add(CommandIds.CourseVarySecond, () => Vary(1), () => WhyNoVariation(1));
        commands.Add(CommandIds.CourseAgain, course.Ask, WhyNoRun);
        commands.Add(CommandIds.CourseFigures, course.ToggleFigures, () => course.View is CourseView.Card or CourseView.Figures ? null : WhyNoCard());
        commands.Add(CommandIds.CourseCopy, () => Copy(commands));
        commands.Add(CommandIds.ExperimentUp, () => Move(-1));
        commands.Add(CommandIds.ExperimentDown, () => Move(1));
        commands.Add(CommandIds.ExperimentFirst, () => Move(-(runner.All.Count + (_page?.Lines.Count ?? 0))));
        commands.Add(CommandIds.ExperimentLast, () => Move(runner.All.Count + (_page?.Lines.Count ?? 0)));
        commands.Add(CommandIds.ExperimentPageUp, () => Move(-PageSize));
        commands.Add(CommandIds.ExperimentPageDown, () => Move(PageSize));
        commands.Add(CommandIds.LabPage, Leave);
    }

    private int PageSize => Math.Max(1, (course.View == CourseView.List ? ListArea(Inner) : PageArea(Inner)).Height - 1);

    private void GoOn()
    {
        switch (course.View)
        {
            case CourseView.List:
                course.Open();
                break;
            case CourseView.Predict:
                int? said = course.Current.Lesson.Prediction is null ? null : course.Answer;
                consents.ToRun(course.Current, () => course.Run(said));
                break;
            default:
                course.GoOn();
                break;
        }
    }

    private void Vary(int index) => consents.ToRun(course.Current, () => course.Run(course.Current.Lesson.Variations[index]));

    private string? WhyNoRun() => runner.IsRunning ? $"'{runner.Running}' is running; {keys.KeyOf(CommandIds.ExperimentStop)} stops it." : null;

    private string? WhyNoVariation(int index) => WhyNoRun()
        ?? (course.View is not (CourseView.Card or CourseView.Figures) ? WhyNoCard() : course.Current.Lesson.Variations.Count > index ? null : "this question names no such change.");

    private string WhyNoCard() => $"there is no card yet; {keys.KeyOf(CommandIds.ExperimentRun)} goes on.";

    private void Copy(CommandSet commands)
    {
        if (course.View is CourseView.Card or CourseView.Figures && LastRun is { HasCard: true } run)
        {
            terminal.Copy(Course.Share(run));
            notices.Say("The card is copied as two lines.");
        }
        else
        {
            commands.Run(CommandIds.CopyRaw);
        }
    }

    private void Leave()
    {
        if (course.View == CourseView.List)
        {
            navigator.GoToLab();
        }
        else if (course.View == CourseView.Figures)
        {
            course.ToggleFigures();
        }
        else
        {
            course.Close();
        }
    }

    private void Move(int by)
    {
        switch (course.View)
        {
            case CourseView.List:
                runner.Choose(runner.Chosen + by);
                break;
            case CourseView.Predict:
                course.MoveAnswer(by);
                break;
            default:
                _top = Math.Max(0, _top + by);
                break;
        }
    }

    protected override bool HasMoved()
    {
        var running = runner.Running is null ? null : LastRun?.Captions;
        var moved = (revision.Number, runner.IsRunning ? (long)journal.Now.TotalSeconds : 0, running?.Events ?? 0);
        var hasMoved = moved != _moved;
        _moved = moved;
        return hasMoved;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        var view = course.View;
        if (_shown != (view, course.Current.Name))
        {
            (_shown, _top) = ((view, course.Current.Name), 0);
        }

        var list = ListArea(inner);
        if (list.Height > 0)
        {
            _list.Paint(painter, list, HasFocus && view == CourseView.List);
            if (_list.More(list.Height) is { Length: > 0 } more)
            {
                painter.Put(inner.X + 1, inner.Bottom, more, Role.Dim, inner.Width - 2);
            }
        }

        var area = PageArea(inner);
        if (list.Height > 0 && area.Height > 0)
        {
            painter.Fill(inner.X, area.Y - 1, inner.Width, Role.Frame, with: '─');
        }

        if (area.Height > 0)
        {
            PaintPage(painter, area, view);
        }
    }

    private void PaintPage(Painter painter, Rectangle area, CourseView view)
    {
        var run = LastRun;
        var actions = view is CourseView.Card or CourseView.Figures && run is not null ? CardPage.Actions(run, course.GoOnTitle, keys, area.Width) : [];
        var page = _page = view switch
        {
            CourseView.Watch when run is not null => WatchPage.Of(run, journal.Now, journal.Fold.Connections.Read(), keys, area.Width, area.Height),
            CourseView.Card when run is not null => CardPage.Of(run, area.Width),
            CourseView.Figures when run is not null => FiguresPage.Of(run, area.Width),
            CourseView.List => Preview(area.Width),
            _ => PredictionPage.Of(course, keys, area.Width),
        };
        var rows = Math.Max(1, area.Height - actions.Count);
        _top = Math.Clamp(_top, Math.Max(0, (page.Chosen ?? 0) - rows + 1), Math.Max(0, page.Lines.Count - rows));
        for (var row = 0; row < rows && _top + row < page.Lines.Count; row++)
        {
            painter.Line(area.X, area.Y + row, area.Width, page.Lines[_top + row]);
        }

        for (var row = 0; row < actions.Count && rows + row < area.Height; row++)
        {
            painter.FittedLine(area.X, area.Y + rows + row, area.Width, actions[row]);
        }

        if (page.Lines.Count > rows)
        {
            var place = $" PageDown ─ {Math.Min(page.Lines.Count, _top + rows)} of {page.Lines.Count} lines ";
            painter.Put(Inner.Right - place.Length - 1, Inner.Bottom, place, Role.Dim);
        }
    }

    /// <summary>The chosen question beside the list.</summary>
    private PageLines Preview(int width)
    {
        var page = new PageLines(width);
        page.Say(course.Current.Question, Role.Strong);
        page.Blank();
        page.Say(course.Of(course.Current) is { Said: { } said, WasRight: { } right } ? $"{(right ? "✓" : "✗")} You said: {said}" : "Predict, watch, explain: the run needs a minute at most, on topics and workers of its own.", Role.Normal);
        page.Blank();
        if (course.Current is RoutingExperiment)
        {
            page.Say($"{keys.KeyOf(CommandIds.ComparePage)} shows strategies side by side as they work.", Role.Normal);
            page.Blank();
        }

        page.Say(
            $"{keys.KeyOf(CommandIds.ExperimentRun)}: {course.GoOnTitle}.{(runner.IsRunning ? "" : $" {keys.KeyOf(CommandIds.CourseSkip)} runs it without a prediction.")}", Role.Dim);
        return page;
    }

    protected override void Pressed(Point at)
    {
        if (ListArea(Inner).Contains(at))
        {
            runner.Choose(_list.At(at.Y - ListArea(Inner).Y));
            course.Close();
        }
        else if (course.View == CourseView.Predict && _page?.AnswerAt(at.Y - PageArea(Inner).Y + _top) is { } answer)
        {
            course.ChooseAnswer(answer);
        }

        revision.Advance();
    }

    protected override void DoubleClicked(Point at)
    {
        if (ListArea(Inner).Contains(at))
        {
            course.Open();
            revision.Advance();
        }
    }

    protected override void Wheeled(int lines)
    {
        if (course.View is not (CourseView.List or CourseView.Predict))
        {
            _top = Math.Max(0, _top + lines);
        }
        else
        {
            Move(Math.Sign(lines));
        }
    }

    /// <summary>Whether there is room for the list and the chosen question.</summary>
    private bool ShowsBoth(Rectangle inner) => inner.Height >= runner.All.Count + 1
        + (course.View is CourseView.Card or CourseView.Figures && LastRun?.Result?.Table is not null ? RowsOfComparison : RowsBesideList);

    private Rectangle ListArea(Rectangle inner) => ShowsBoth(inner) ? inner with { Height = runner.All.Count }
        : course.View == CourseView.List ? inner
        : inner with { Height = 0 };

    private Rectangle PageArea(Rectangle inner)
    {
        var top = ShowsBoth(inner) ? runner.All.Count + 1 : course.View == CourseView.List ? inner.Height : 0;
        return new Rectangle(inner.X + 1, inner.Y + top, Math.Max(1, inner.Width - 2), inner.Height - top);
    }
}

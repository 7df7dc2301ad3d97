using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Settings;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Panes;

public class ExperimentsPaneTests
{
    [Theory]
    [InlineData(60, 15)]
    [InlineData(80, 24)]
    public void The_list_moves_with_the_chosen_one_and_says_how_many_are_out_of_sight(int width, int height)
    {
        using var stage = new Stage(width, height);
        stage.Press("F2");
        for (var i = 0; i < stage.Experiments.All.Count; i++)
        {
            var frame = stage.Frame;
            frame.ShouldContain($"▸   {stage.Experiments.All[i].Name} ");
            var listed = stage.Experiments.All.Count(e => frame.Contains($"║    {e.Name} ", StringComparison.Ordinal) || frame.Contains($"║▸   {e.Name} ", StringComparison.Ordinal));
            OutOfSight(frame).ShouldBe(stage.Experiments.All.Count - listed);
            stage.Press("Down");
        }
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(100, 28)]
    [InlineData(120, 36)]
    [InlineData(200, 60)]
    public void No_title_is_cut(int width, int height)
    {
        using var stage = new Stage(width, height);
        stage.Press("F2");
        foreach (var experiment in stage.Experiments.All)
        {
            stage.Frame.ShouldContain($"{experiment.Name.PadRight(14)} {experiment.Title}");
            stage.Press("Down");
        }
    }

    [Fact]
    public void A_click_chooses_the_row_that_is_seen_after_scrolling()
    {
        using var stage = new Stage(80, 24);
        stage.Press([.. Enumerable.Repeat("Down", stage.Experiments.All.Count).Prepend("F2")]);
        var row = stage.Find(stage.Experiments.All[^3].Name + " ");

        stage.Click(row.X, row.Y);

        stage.Experiments.Current.ShouldBe(stage.Experiments.All[^3]);
    }

    [Fact]
    public void A_pane_beside_the_page_is_in_sight_when_it_is_gone_to_in_a_small_window()
    {
        using var stage = new Stage(80, 24);
        stage.Happens(LabEventKind.Published, "m1");
        stage.Press("F2").Frame.ShouldContain("3 Timeline ─");
        stage.Press("4").Frame.ShouldContain("4 Message log ─");
        stage.Press("2").Frame.ShouldContain("2 Flow ─");
        stage.Frame.ShouldContain("╔ 2 Flow", customMessage: "the pane that is gone to has the focus");
        stage.Frame.ShouldContain(" Course ─");
    }

    [Fact]
    public void An_experiment_gets_the_backends_that_it_may_compare()
    {
        using var stage = new Stage();
        var asking = new Asking();
        var backends = new BackendComparison("pubsub", "BACKEND=embedded", [new BackendOffer("redis", "BACKEND=redis")]);
        stage.Experiments.Backends = backends;
        stage.Experiments.Add([asking]);

        stage.Press("F2", "s").Settle();

        asking.Got.ShouldBe(backends);
    }

    [Fact]
    public void An_experiment_gets_the_backends_filters_faults_and_backlogs()
    {
        using var stage = new Stage(80, 24, withPorts: true);
        var told = Open(stage);
        told.Finish();
        stage.Press("s").Settle();

        var context = told.Context.ShouldNotBeNull();
        (context.Ports.Filters, context.Ports.Faults, context.Ports.Backlog).ShouldBe((stage.Ports, stage.Ports, stage.Ports));
    }

    [Theory]
    [InlineData(new string[0], "✓ You said: 5 s. So it is.", "✓ told", true)]
    [InlineData(new[] { "Down", "Down" }, "✗ You said: 50 s. It is: 5 s", "✗ told", false)]
    public void A_prediction_is_compared_with_the_run_and_kept(string[] moves, string verdict, string mark, bool right)
    {
        using var stage = new Stage(80, 24);
        var told = Open(stage);
        told.Finish();
        stage.Press([.. moves, "Enter"]).Settle();

        stage.Frame.ShouldContain(verdict);
        stage.Frame.ShouldContain("✓ Together: ten waiting tasks take as long as one.");
        stage.Press("Esc").Frame.ShouldContain(mark);
        stage.Get<ScreenMemory>().Read(new Remembered()).Course["told"].ShouldBe(new KeptPrediction(right ? "5 s" : "50 s", right));
    }

    [Fact]
    public void A_question_that_was_skipped_is_seen_and_takes_no_prediction_back()
    {
        using var stage = new Stage(80, 24);
        var told = Open(stage);
        told.Finish();
        stage.Press("s").Settle().Press("Esc").Frame.ShouldContain("○ told");

        stage.Press("Enter", "A", "Enter").Settle().Press("A", "s").Settle().Press("Esc").Frame.ShouldContain("✓ told");
    }

    [Fact]
    public void A_changed_run_has_the_changed_parameters_and_decides_no_prediction()
    {
        using var stage = new Stage(80, 24);
        var told = Open(stage);
        told.Finish();
        stage.Press("Down", "Enter").Settle();
        told.Context!.Messages.ShouldBeNull();

        stage.Press("u").Settle();

        told.Context.Messages.ShouldBe(20);
        stage.Frame.ShouldContain("Changed: 20 tasks.");
        stage.Frame.ShouldNotContain("You said");
        stage.Press("Esc").Frame.ShouldContain("✗ told");
    }

    [Fact]
    public void A_caption_appears_at_its_moment_and_the_others_are_counted()
    {
        using var stage = new Stage(80, 24);
        Open(stage);
        stage.Press("Enter").Until(() => stage.Experiments.LastRun(stage.Experiments.Current) is { Captions.Reached.Count: 1 });

        stage.Frame.ShouldContain("▸ Ten are outstanding at once.");
        stage.Frame.ShouldContain("1 more to see");
        stage.Frame.ShouldNotContain("All are done together.");
        stage.Press("x").Settle();
    }

    [Fact]
    public void The_newest_steps_of_a_run_are_in_sight_and_the_earlier_ones_below()
    {
        using var stage = new Stage(80, 24);
        Open(stage);
        stage.Press("Enter").Until(() => stage.Experiments.LastRun(stage.Experiments.Current) is { Captions.Reached.Count: 1 });
        var steps = stage.Experiments.LastRun(stage.Experiments.Current)!.Steps;
        for (var i = 1; i <= 6; i++)
        {
            steps.Add((TimeSpan.FromSeconds(i), $"Step {i} needs two lines: {string.Join(' ', Enumerable.Repeat("word", 14))} and its end {i} is here."));
            stage.Get<Revision>().Advance();
            stage.Frame.ShouldContain($"its end {i} is here.");
        }

        stage.Frame.ShouldNotContain("its end 2 is here.");
        stage.Press("End").Frame.ShouldContain("its end 2 is here.");
        stage.Press("x").Settle();
    }

    [Fact]
    public void The_next_question_opens_from_a_card_and_the_last_one_leads_to_the_list()
    {
        using var stage = new Stage(80, 24);
        var (first, second) = (new ToldExperiment(), new ToldExperiment());
        first.Finish();
        stage.Experiments.Add([first, second]);
        stage.Press("F2", "Enter", "Enter").Settle().Press("Enter");

        stage.Experiments.Current.ShouldBe(second);
        stage.Get<Course>().View.ShouldBe(CourseView.Card, "both are of one name, so the second has a card already");
        stage.Press("Enter");
        stage.Get<Course>().View.ShouldBe(CourseView.List);
    }

    [Fact]
    public void A_broker_that_goes_away_during_a_question_is_said_and_gone_on_from()
    {
        using var stage = new Stage(80, 24);
        var told = Open(stage);
        stage.Press("Enter").Until(() => told.Context is not null);
        stage.Journal.Append(LabEventKind.ConnectionLost, null, data: new Reason("the broker does not answer: Connection refused"));
        stage.Advance(TimeSpan.FromSeconds(4));
        stage.Frame.ShouldContain("the broker does not answer, and the run waits");

        told.Fail("No broker answers at localhost:8085.");
        stage.Settle();

        stage.Frame.ShouldContain("✗ No broker answers at localhost:8085.");
        stage.Frame.ShouldContain("so the question stays open.");
        stage.Get<ScreenMemory>().Read(new Remembered()).Course.ShouldNotContainKey("told");
        stage.Press("A");
        stage.Get<Course>().View.ShouldBe(CourseView.Predict);
        stage.Experiments.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public void A_run_that_misses_its_expectations_without_a_broker_decides_nothing()
    {
        using var stage = new Stage(80, 24);
        var told = Open(stage);
        told.Misses = true;
        stage.Press("Enter").Until(() => told.Context is not null);
        stage.Journal.Append(LabEventKind.ConnectionLost, null, data: new Reason("the broker does not answer: Connection refused"));
        stage.Journal.Append(LabEventKind.ConnectionRestored, null);
        told.Finish();
        stage.Settle();

        stage.Frame.ShouldContain("✗ The broker went away during the run, so the run decides nothing");
        stage.Get<ScreenMemory>().Read(new Remembered()).Course.ShouldNotContainKey("told");

        stage.Press("A", "Enter").Settle();
        stage.Frame.ShouldContain("✗ Not as expected: 1 of 1 checks failed.", customMessage: "with a broker the same result counts");
        stage.Press("Esc").Frame.ShouldContain("○ told");
    }

    [Fact]
    public void A_card_is_copied_as_two_lines()
    {
        using var stage = new Stage(80, 24);
        Open(stage).Finish();
        stage.Press("Down", "Down", "Enter").Settle().Press("y");

        stage.Copied.ShouldBe(
            "told: I said 50 s, it was 5 s. Together: ten waiting tasks take as long as one.\n10 tasks of 5 s in 5.0 s. Try `pubsublab experiment told`.");
    }

    [Fact]
    public void Another_question_waits_for_the_one_that_runs()
    {
        using var stage = new Stage(80, 24);
        Open(stage);
        stage.Press("Enter", "Esc", "g", "Enter", "Enter");

        stage.Notice!.Text.ShouldContain("'told' is running; x stops it.");
        stage.Press("x").Settle();
    }

    [Fact]
    public void An_answer_is_chosen_by_a_click()
    {
        using var stage = new Stage(80, 24);
        Open(stage);
        var answer = stage.Find("50 s");
        stage.Click(answer.X, answer.Y);

        stage.Frame.ShouldContain("▸ 50 s");
    }

    [Fact]
    public void The_key_of_a_narrower_place_hides_the_hint_of_the_wider_one()
    {
        using var stage = new Stage(200, 60);
        stage.Spawn();
        stage.Press("F2");

        var hints = stage.Rows().Last(r => r.Length > 0);
        hints.ShouldContain("s Skip");
        hints.ShouldNotContain("s Slow");
    }

    private static ToldExperiment Open(Stage stage)
    {
        var told = new ToldExperiment();
        stage.Experiments.Add([told]);
        stage.Press("F2", "Enter");
        return told;
    }

    private static int OutOfSight(string frame)
    {
        var row = frame.Split('\n').FirstOrDefault(r => r.Contains(" above", StringComparison.Ordinal) || r.Contains(" below ", StringComparison.Ordinal)) ?? "";
        return row.Split(' ').Where(w => int.TryParse(w, out _)).Sum(int.Parse);
    }

    private sealed class Asking : IExperiment
    {
        public BackendComparison? Got { get; private set; }

        public string Name => "asking";

        public string Title => "";

        public string Question => "";

        public string WatchFor => "";

        public string Rule => "";

        public Lesson Lesson { get; } = new() { Order = 1, Prediction = null, Captions = [], Card = static _ => new Card("", "", []) };

        public Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
        {
            Got = context.Backends;
            return Task.FromResult(ExperimentResult.From(Name, "", [], []));
        }
    }
}

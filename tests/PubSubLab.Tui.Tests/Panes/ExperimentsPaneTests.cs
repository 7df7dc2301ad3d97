using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
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
            frame.ShouldContain($"▸  {stage.Experiments.All[i].Name} ");
            var listed = stage.Experiments.All.Count(e => frame.Contains($"║   {e.Name} ", StringComparison.Ordinal) || frame.Contains($"║▸  {e.Name} ", StringComparison.Ordinal));
            OutOfSight(frame).ShouldBe(stage.Experiments.All.Count - listed);
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
        stage.Frame.ShouldContain(" Experiments ─");
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

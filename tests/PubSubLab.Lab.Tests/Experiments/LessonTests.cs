using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Tests.Experiments;

/// <summary>The course's data on each question.</summary>
public sealed class LessonTests
{
    public static TheoryData<string> Names => [.. ExperimentCatalog.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_question_has_a_prediction_and_captions(string name)
    {
        var lesson = ExperimentCatalog.Get(name).Lesson;

        var prediction = lesson.Prediction.ShouldNotBeNull();
        prediction.SetUp.ShouldNotBeNullOrWhiteSpace();
        prediction.SetUp.ShouldEndWith("?");
        prediction.Answers.Count.ShouldBeInRange(2, 4);
        prediction.Answers.ShouldBeUnique();
        lesson.Captions.Count.ShouldBeInRange(2, 3);
        lesson.Captions.ShouldAllBe(c => c.Text.Split(' ', StringSplitOptions.None).Length <= Card.MostWords && c.Count > 0);
        lesson.Variations.Count.ShouldBeInRange(1, 2);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_lesson_speaks_of_leases_only_on_a_broker_that_has_them(string name)
    {
        var pubsub = new TransportCapabilities { Filters = true };
        ExperimentCatalog.Get(name).On(pubsub).ShouldBeSameAs(ExperimentCatalog.Get(name));
        foreach (var returns in new[]
        {
            new ReturnRule { Because = "visibility timeout", After = TimeSpan.FromSeconds(20), HasLeases = false, Explanation = "It is booked (Celery docs)." },
            new ReturnRule { Because = "end of the connection", After = TimeSpan.Zero, HasLeases = false, Explanation = "It sees the end (RabbitMQ docs)." },
        })
        {
            var told = ExperimentCatalog.Get(name).On(pubsub with { Returns = returns, FailureRule = "It is published again (Celery docs)." });
            var lesson = told.Lesson;
            lesson.Captions.ShouldAllBe(c => c.Text.Split(' ', StringSplitOptions.None).Length <= Card.MostWords);
            string[] words = [told.WatchFor, told.Rule, lesson.Prediction!.SetUp, .. lesson.Prediction.Answers, .. lesson.Captions.Select(c => c.Text)];
            if (name != "migration")
            {
                // That one compares brokers, so it names the rules of all.
                words.ShouldAllBe(w => !w.Contains("lease", StringComparison.OrdinalIgnoreCase), name);
            }

            if (name is "crash" or "distribution")
            {
                told.WatchFor.ShouldContain(returns.Because);
                told.Rule.ShouldEndWith(returns.Explanation);
                lesson.Captions.ShouldContain(c => c.Text.Contains(returns.Because, StringComparison.Ordinal));
            }
            else if (name is "dead-letter" or "backoff")
            {
                told.Rule.ShouldBe("It is published again (Celery docs).");
            }
        }
    }

    [Fact]
    public void The_course_is_in_the_order_of_understanding()
    {
        ExperimentCatalog.Course.Select(e => e.Lesson.Order).ShouldBeUnique();
        ExperimentCatalog.Course.Select(e => e.Name).ShouldBe(
            ["async", "distribution", "crash", "user-nack", "user-filter", "routing", "ordering", "dead-letter", "backoff", "transforms", "flow-control", "slow-consumer", "exactly-once", "replay", "push", "migration"]);
    }

    [Theory]
    [InlineData(4.8, 0)]
    [InlineData(8, 1)]
    [InlineData(60, 2)]
    [InlineData(0, null)]
    public void The_answer_nearest_to_the_figure_is_right(double value, int? right)
    {
        var prediction = Prediction.OfFigure("Done after?", "elapsed", ("5 s", 5), ("10 s", 10), ("50 s", 50));

        prediction.Right(ExperimentResult.From("x", "", [], [new Figure("elapsed", value)])).ShouldBe(right);
        prediction.Right(ExperimentResult.From("x", "", [], [])).ShouldBeNull("there is no such figure");
    }

    [Fact]
    public void A_caption_appears_once_at_its_count()
    {
        var watch = new CaptionWatch([Caption.On(LabEventKind.Acked, 2, "two"), Caption.AtStep(1, "step")]);
        watch.Count(LabEventKind.Acked);
        watch.Count(LabEventKind.Nacked);
        watch.Reached.ShouldBeEmpty();

        watch.CountStep();
        watch.Count(LabEventKind.Acked);
        watch.Count(LabEventKind.Acked);

        watch.Reached.Select(c => c.Text).ShouldBe(["step", "two"]);
        watch.CountOf(LabEventKind.Acked).ShouldBe(3);
    }

    [Fact]
    public void A_picture_has_one_scale_and_shows_everything_above_zero()
    {
        var bars = CardBar.Draw([new("all", 1_000, "1,000"), new("half", 500, "500"), new("few", 1, "1"), new("none", 0, "0"), new("unknown", double.NaN, "?")], 33);

        bars.Select(b => b.Label + b.Full + b.Empty + b.Shown).ShouldAllBe(line => line.Length == 29);
        bars.Select(b => b.Full.Length).ShouldBe([17, 8, 1, 0, 0]);
    }
}

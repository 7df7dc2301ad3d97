using PubSubLab.Embedded;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Experiments.Files;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery;
using PubSubLab.Transports.Celery.GcPubSub;
using PubSubLab.Tui.Pictures;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tests.Embedded;

/// <summary>Every experiment on the emulator's real engine, in virtual time.</summary>
public sealed class ExperimentsOnTheEngineTests
{
    public static TheoryData<string> Names => [.. ExperimentCatalog.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Holds(string name)
    {
        using var world = new VirtualWorld(seed: 1);
        var result = world.Run(() => ExperimentCatalog.Get(name).RunAsync(world.Context(), CancellationToken.None));

        result.Outcome.ShouldBe(ExperimentOutcome.Holds, $"{result.Answer} {string.Join("; ", result.Expectations.Where(e => !e.Met))}");
        result.Expectations.ShouldNotBeEmpty();
        world.Journal.ReadAll().ShouldNotContain(e => e.Kind == LabEventKind.Error);
    }

    [Theory]
    [InlineData("backoff")]
    [InlineData("crash")]
    [InlineData("dead-letter")]
    [InlineData("distribution")]
    public void Holds_on_Celery_over_Pub_Sub_too(string name)
    {
        using var world = new VirtualWorld(seed: 1);
        var broker = world.OpenBroker();
        var transport = new GcPubSubCeleryTransport(broker.Transport, new CeleryOptions { Time = world.Journal.Time });
        var context = new ExperimentContext(transport, world.Journal) { Runtime = world.Session.Runtime };
        var result = world.Run(() => ExperimentCatalog.Get(name).RunAsync(context, CancellationToken.None));

        result.Outcome.ShouldBe(ExperimentOutcome.Holds, $"{result.Answer} {string.Join("; ", result.Expectations.Where(e => !e.Met))}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_caption_appears_and_the_card_answers(string name)
    {
        using var world = new VirtualWorld(seed: 1);
        var experiment = ExperimentCatalog.Get(name);
        var lesson = experiment.Lesson;
        var watch = new CaptionWatch(lesson.Captions);
        var result = world.Run(() => experiment.RunAsync(world.Context(watch), CancellationToken.None));

        watch.Reached.ShouldBe(lesson.Captions);
        var right = lesson.Prediction!.Right(result);
        right.ShouldNotBeNull().ShouldBeInRange(0, lesson.Prediction.Answers.Count - 1);
        var card = lesson.Card(result);
        card.Answer.Split(' ').Length.ShouldBeInRange(1, Card.MostWords);
        card.Figure.ShouldNotBeNullOrWhiteSpace();
        card.Figure.Length.ShouldBeLessThanOrEqualTo(70);
        card.Picture.Count.ShouldBeInRange(1, 7);
        card.Picture.ShouldContain(b => b.Value > 0);
        card.Picture.ShouldAllBe(b => double.IsFinite(b.Value) && b.Label.Length <= CardBar.MostText && b.Shown.Length <= CardBar.MostText);
    }

    [Theory]
    [InlineData("async", 0)]
    [InlineData("backoff", 2)]
    public void A_prediction_of_a_figure_is_decided_by_the_result(string name, int right)
    {
        using var world = new VirtualWorld(seed: 1);
        var experiment = ExperimentCatalog.Get(name);
        var result = world.Run(() => experiment.RunAsync(world.Context(), CancellationToken.None));

        experiment.Lesson.Prediction!.Right(result).ShouldBe(right);
    }

    public static TheoryData<string, Func<SubscriptionSpec, SubscriptionSpec>, string> Bent => new()
    {
        { "replay", s => s with { RetainAcked = false }, "again after the seek to a time, acknowledged tasks retained" },
        { "replay", s => s with { RetainAcked = true }, "again after the seek to a time, not retained" },
        { "backoff", s => s with { MinimumBackoff = null, MaximumBackoff = null }, "attempts with backoff" },
        { "backoff", s => s with { MinimumBackoff = TimeSpan.FromSeconds(1) }, "attempts without a retry policy" },
        { "push", s => s with { PushEndpoint = null }, "tasks that arrived in the end" },
        { "push", s => s with { PushEndpoint = new Uri("http://nobody.invalid/") }, "tasks that arrived in the end" },
    };

    [Theory]
    [MemberData(nameof(Bent))]
    public void Does_not_hold_on_a_broker_that_works_otherwise(string name, Func<SubscriptionSpec, SubscriptionSpec> bend, string expectation)
    {
        using var world = new VirtualWorld(seed: 1);
        var context = new ExperimentContext(new BentTransport(world.Session.Transport, bend), world.Journal) { Ports = world.Session.Ports, Runtime = world.Session.Runtime };
        var experiment = ExperimentCatalog.Get(name);
        var result = world.Run(() => experiment.RunAsync(context, CancellationToken.None));

        result.Outcome.ShouldBe(ExperimentOutcome.DoesNotHold);
        result.Expectations.Single(e => e.What == expectation).Met.ShouldBeFalse();
        experiment.Lesson.Card(result).Picture.ShouldAllBe(b => double.IsFinite(b.Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verdict_and_prediction_are_on_a_small_screen_without_scrolling(string name)
    {
        using var world = new VirtualWorld(seed: 1);
        var frame = world.Run(async () =>
        {
            await world.Session.StartAsync();
            using var screen = new HeadlessScreen(world.Session, 80, 24, ThemeName.Dark);
            screen.Press("F2");
            screen.Press([.. Enumerable.Repeat("Down", ExperimentCatalog.Course.ToList().FindIndex(e => e.Name == name))]);
            screen.Press("Enter", "Enter");
            do
            {
                await Task.Delay(TimeSpan.FromSeconds(1), world.Clock);
                screen.Draw();
            }
            while (screen.IsExperimentRunning);
            return screen.Capture().ToText();
        });

        frame.ShouldContain("You said: ");
        frame.ShouldContain("║ ✓ ");
        frame.ShouldContain(name == "migration" ? "Enter list" : "Enter next: ");
        frame.ShouldContain("F figures");
    }

    [Fact]
    public void A_snapshot_goes_with_its_scene()
    {
        using var world = new VirtualWorld(seed: 1);
        world.Run(() => ExperimentCatalog.Get("replay").RunAsync(world.Context(), CancellationToken.None));
        var subscription = world.Journal.ReadAll().Select(e => e.Subscription).First(s => s?.EndsWith("-kept", StringComparison.Ordinal) == true)!;

        Should.Throw<LabException>(() => world.Run(async () =>
        {
            var topology = new Topology([subscription.Replace("-kept", "", StringComparison.Ordinal)], [new SubscriptionSpec(subscription, subscription.Replace("-kept", "", StringComparison.Ordinal))]);
            await world.Session.Transport.EnsureAsync(topology, CancellationToken.None);
            await ((IReplay)world.Session.Transport).SeekAsync(subscription, subscription.Replace("-kept", "-moment", StringComparison.Ordinal), CancellationToken.None);
            return true;
        })).Message.ShouldContain("does not exist");
    }

    [Fact]
    public void A_run_comes_out_the_same_each_time()
    {
        string Once()
        {
            using var world = new VirtualWorld(seed: 7);
            world.Run(() => ExperimentCatalog.Get("distribution").RunAsync(world.Context(), CancellationToken.None));
            return string.Join('\n', world.Journal.ReadAll().Select(e => $"{e.At} {e.Kind} {e.Message?.Number} {e.Worker} {e.Attempt}"));
        }

        Once().ShouldBe(Once());
    }

    [Fact]
    public void The_example_file_holds()
    {
        using var world = new VirtualWorld(seed: 1);
        var experiment = FileExperiment.Read(Repository.File("docs", "experiment.example.yaml"));
        var result = world.Run(() => experiment.RunAsync(world.Context(), CancellationToken.None));

        result.Outcome.ShouldBe(ExperimentOutcome.Holds, string.Join("; ", result.Expectations));
        result.Expectations.Count.ShouldBe(6);
    }

    [Fact]
    public void A_file_whose_expectation_is_not_met_does_not_hold()
    {
        using var world = new VirtualWorld(seed: 1);
        world.Emulator.MessageFaults.ToDuplicate = 2;
        var experiment = FileExperiment.Parse(
            """
            name: twice
            subscriptions: [{ name: all }]
            workers: [{ subscription: all }]
            traffic: [{ count: 5 }]
            expect: [{ subscription: all, deliveries: 5, messages: 5 }]
            """,
            "twice.yaml");
        var result = world.Run(() => experiment.RunAsync(world.Context(), CancellationToken.None));

        result.Outcome.ShouldBe(ExperimentOutcome.DoesNotHold);
        result.Expectations.Select(e => (e.What, e.Observed, e.Met)).ShouldBe([("deliveries on all", "7", false), ("messages on all", "5", true)]);
    }
}

using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Tests.Support;

namespace PubSubLab.Lab.Tests.Experiments;

public sealed class ExperimentTests
{
    [Theory]
    [InlineData("async")]
    [InlineData("distribution")]
    [InlineData("crash")]
    [InlineData("flow-control")]
    [InlineData("slow-consumer")]
    [InlineData("user-nack")]
    [InlineData("user-filter")]
    [InlineData("migration")]
    public void Holds_on_a_broker_that_keeps_the_rules_and_leaves_nothing_behind(string name)
    {
        VirtualTime.Run(async time =>
        {
            var broker = new InMemoryTransport(time.Clock);
            var result = await RunAsync(name, broker, time);

            result.Outcome.ShouldBe(ExperimentOutcome.Holds, string.Join("; ", result.Expectations.Where(e => !e.Met)));
            result.Expectations.ShouldNotBeEmpty();
            result.Figures.ShouldNotBeEmpty();
            broker.Subscriptions.ShouldBeEmpty();
        });
    }

    [Fact]
    public void Ten_slow_tasks_overlap_and_take_as_long_as_one()
    {
        var result = VirtualTime.Run(time => RunAsync("async", new InMemoryTransport(time.Clock), time));

        FigureOf(result, "handled at the same time").ShouldBe(10);
        FigureOf(result, "elapsed").ShouldBe(5, 0.1);
        FigureOf(result, "elapsed with max-in-flight 1").ShouldBe(10, 0.5);
    }

    [Theory]
    [InlineData("async", "tasks handled")]
    [InlineData("distribution", "lost")]
    [InlineData("crash", "tasks that came back")]
    [InlineData("flow-control", "tasks done")]
    [InlineData("slow-consumer", "done on both in the end")]
    [InlineData("user-nack", "tasks that reached their user")]
    [InlineData("user-filter", "tasks that reached their user")]
    public void Does_not_hold_when_the_broker_loses_a_message(string name, string expectation)
    {
        var result = VirtualTime.Run(time => RunAsync(name, new InMemoryTransport(time.Clock) { Loses = 3 }, time));

        result.Outcome.ShouldBe(ExperimentOutcome.DoesNotHold);
        result.Expectations.Single(e => e.What == expectation).Met.ShouldBeFalse();
    }

    [Fact]
    public void Work_done_twice_is_noticed()
    {
        var result = VirtualTime.Run(time => RunAsync("distribution", new InMemoryTransport(time.Clock) { Duplicates = true }, time));

        result.Outcome.ShouldBe(ExperimentOutcome.DoesNotHold);
        result.Expectations.Single(e => e.What == "done twice before the kill").Met.ShouldBeFalse();
    }

    [Fact]
    public void A_killed_workers_tasks_come_back_within_its_ack_deadline()
    {
        var result = VirtualTime.Run(time => RunAsync("distribution", new InMemoryTransport(time.Clock), time));

        FigureOf(result, "outstanding at the killed worker").ShouldBeGreaterThan(0);
        FigureOf(result, "last back after").ShouldBeInRange(8, 10.1);
    }

    [Fact]
    public void A_backend_without_filters_is_said_to_lack_them_instead_of_failing()
    {
        var result = VirtualTime.Run(time => RunAsync("user-filter", new InMemoryTransport(time.Clock) { HonoursFilters = false }, time));

        result.Outcome.ShouldBe(ExperimentOutcome.NotPossible);
        result.Answer.ShouldContain("ignores filters");
    }

    [Theory]
    [InlineData("dead-letter", "dead-letter topic")]
    [InlineData("ordering", "ordering keys")]
    [InlineData("exactly-once", "exactly-once")]
    [InlineData("backoff", "retry policy")]
    [InlineData("replay", "seek")]
    [InlineData("push", "push subscriptions")]
    public void What_a_backend_lacks_is_said_instead_of_failing(string name, string lack)
    {
        var result = VirtualTime.Run(time => RunAsync(name, new InMemoryTransport(time.Clock), time));

        result.Outcome.ShouldBe(ExperimentOutcome.NotPossible);
        result.Answer.ShouldContain($"in memory has no {lack}");
    }

    [Fact]
    public void A_migration_is_compared_on_every_backend_that_can_be_opened_and_says_which_cannot()
    {
        var result = VirtualTime.Run(async time =>
        {
            var second = new InMemoryTransport(time.Clock, "second") { Loses = 4 };
            var context = new ExperimentContext(new InMemoryTransport(time.Clock), new LabJournal(time.Clock))
            {
                Backends = new BackendComparison("first", "BACKEND=first",
                [
                    new BackendOffer("second", "BACKEND=second") { OpenAsync = (_, _) => Task.FromResult(new OpenedBackend(second, second)) },
                    new BackendOffer("absent", "BACKEND=absent") { OpenAsync = (_, _) => throw new LabException("Nobody is there.") },
                    new BackendOffer("unset", "BACKEND=unset"),
                ]),
            };
            return await ExperimentCatalog.Get("migration").RunAsync(context, CancellationToken.None);
        });

        FigureOf(result, "first: lost").ShouldBe(0);
        FigureOf(result, "first: last back after").ShouldBeInRange(9, 10.1);
        FigureOf(result, "second: lost").ShouldBe(1);
        result.Outcome.ShouldBe(ExperimentOutcome.DoesNotHold);
        result.Answer.ShouldContain("absent (Nobody is there.)");
        result.Answer.ShouldContain("unset (not configured: BACKEND=unset)");
        var table = result.Table.ShouldNotBeNull();
        table.Columns.ShouldBe(["first", "second"]);
        table.Rows.ShouldAllBe(row => row.Cells.Count == 2);
        table.Rows.Single(row => row.Name == "waits for a retry").Cells.ShouldBe(["1 s, 1 s", "1 s, 1 s"]);
    }

    [Fact]
    public void An_unknown_name_lists_the_known_ones()
    {
        Should.Throw<LabException>(() => ExperimentCatalog.Get("nope")).Message.ShouldContain(string.Join(", ", ExperimentCatalog.All.Select(e => e.Name)));
    }

    [Theory]
    [InlineData("user-nack", false, 0)]
    [InlineData("user-nack", true, 9.95)]
    [InlineData("user-filter", true, 9.95)]
    public void What_a_person_watches_takes_its_time(string name, bool watched, double seconds)
    {
        VirtualTime.Run(async time =>
        {
            var journal = new LabJournal(time.Clock);
            var context = new ExperimentContext(new InMemoryTransport(time.Clock), journal) { Watched = watched };
            (await ExperimentCatalog.Get(name).RunAsync(context, CancellationToken.None)).Outcome.ShouldBe(ExperimentOutcome.Holds);

            var published = journal.ReadAll().Where(e => e.Kind == LabEventKind.Published).ToList();
            published.Count.ShouldBe(200);
            (published[^1].At - published[0].At).TotalSeconds.ShouldBe(seconds, 0.001);
        });
    }

    [Fact]
    public void A_cancelled_run_removes_what_it_made()
    {
        VirtualTime.Run(async time =>
        {
            var broker = new InMemoryTransport(time.Clock);
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1), time.Clock);
            var journal = new LabJournal(time.Clock);

            await Should.ThrowAsync<OperationCanceledException>(
                () => ExperimentCatalog.Get("async").RunAsync(new ExperimentContext(broker, journal), stop.Token));

            broker.Subscriptions.ShouldBeEmpty();
        });
    }

    private static Task<ExperimentResult> RunAsync(string name, InMemoryTransport broker, VirtualTime time) =>
        ExperimentCatalog.Get(name).RunAsync(
            new ExperimentContext(broker, new LabJournal(time.Clock)), CancellationToken.None);

    private static double FigureOf(ExperimentResult result, string name) => result.Figures.Single(f => f.Name == name).Value;
}

using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Tests.Support;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Tests.Experiments;

public sealed class SteeringTests
{
    [Fact]
    public void Everything_that_is_done_is_written_down_with_its_moment_and_said() => VirtualTime.Run(async time =>
    {
        var said = new List<string>();
        var context = Context(time, said);
        await using var scene = await context.OpenAsync("steer", [new SubscriptionSpec("all", "")], null, CancellationToken.None);
        await scene.SpawnAsync(new WorkerSpec(), CancellationToken.None);
        var steering = context.Steering;
        await Task.Delay(TimeSpan.FromSeconds(3), time.Clock);

        var joined = await steering.SpawnAsync(new WorkerSpec(), CancellationToken.None);
        await steering.SwitchHandlerAsync("slow", joined.Name);
        steering.SwitchRule(AcceptanceRule.Users("u1"), joined.Name);
        steering.ChangePace(2);
        steering.Kill(joined.Name);
        await steering.StopAsync("w1");

        steering.Changes.Select(c => c.What).ShouldBe(
            ["w2 spawned: Echo, accepts everything", "w2 works with Slow 5 s", "w2 accepts user u1", "traffic at 2 times its rate", "w2 killed", "w1 stopped"]);
        steering.Changes.ShouldAllBe(c => c.At >= TimeSpan.FromSeconds(3));
        said.ShouldBe(steering.Changes.Select(c => $"You: {c.What}."));
        joined.State.ShouldBe(WorkerState.Killed);
    });

    [Fact]
    public void What_was_spawned_into_a_scene_goes_with_it_and_nothing_can_be_spawned_after() => VirtualTime.Run(async time =>
    {
        var broker = new InMemoryTransport(time.Clock);
        var context = new ExperimentContext(broker, new LabJournal(time.Clock));
        Worker joined;
        await using (await context.OpenAsync("steer", [new SubscriptionSpec("all", "")], null, CancellationToken.None))
        {
            joined = await context.Steering.SpawnAsync(new WorkerSpec(), CancellationToken.None);
            context.Steering.IsOpen.ShouldBeTrue();
        }

        joined.State.ShouldBe(WorkerState.Stopped, "what it worked in is over, and it held nothing");
        broker.Subscriptions.ShouldBeEmpty();
        context.Steering.IsOpen.ShouldBeFalse();
        context.Steering.Workers.ShouldBeEmpty();
        (await Should.ThrowAsync<LabException>(() => context.Steering.SpawnAsync(new WorkerSpec(), CancellationToken.None))).Message.ShouldContain("no workers");
    });

    [Fact]
    public void A_worker_that_connects_while_its_scene_goes_does_not_stay_behind() => VirtualTime.Run(async time =>
    {
        var gate = new TaskCompletionSource();
        var broker = new InMemoryTransport(time.Clock) { ConnectsAfter = gate.Task };
        var context = new ExperimentContext(broker, new LabJournal(time.Clock));
        var scene = await context.OpenAsync("steer", [new SubscriptionSpec("all", "")], null, CancellationToken.None);
        var spawning = context.Steering.SpawnAsync(new WorkerSpec(), CancellationToken.None);
        await scene.DisposeAsync();
        gate.SetResult();

        (await Should.ThrowAsync<LabException>(() => spawning)).Message.ShouldContain("has ended");
        broker.Streams.ShouldBe(0);
    });

    [Fact]
    public void A_run_that_was_changed_and_did_not_show_what_was_expected_is_no_failure()
    {
        var unmet = ExperimentResult.From("x", "", [new Expectation("a", "1", "0", false)], []);
        var met = ExperimentResult.From("x", "", [new Expectation("a", "1", "1", true)], []);
        SteeringChange[] changes = [new(TimeSpan.FromSeconds(1), "w1 killed")];

        unmet.ChangedBy(changes).Outcome.ShouldBe(ExperimentOutcome.Changed);
        unmet.ChangedBy(changes).Changes.ShouldBe(changes);
        met.ChangedBy(changes).Outcome.ShouldBe(ExperimentOutcome.Holds);
        unmet.ChangedBy([]).ShouldBeSameAs(unmet);
    }

    [Fact]
    public void A_migration_is_steered_on_each_of_its_backends_and_names_no_worker_twice() => VirtualTime.Run(async time =>
    {
        var second = new InMemoryTransport(time.Clock, "second");
        var context = new ExperimentContext(new InMemoryTransport(time.Clock), new LabJournal(time.Clock))
        {
            Workers = 2,
            Backends = new BackendComparison("first", "", [new BackendOffer("second", "") { OpenAsync = (_, _) => Task.FromResult(new OpenedBackend(second, second)) }]),
        };
        var running = ExperimentCatalog.Get("migration").RunAsync(context, CancellationToken.None);
        var seen = new HashSet<string>();
        while (!running.IsCompleted)
        {
            seen.UnionWith(context.Steering.Workers.Select(w => w.Name));
            await Task.Delay(TimeSpan.FromMilliseconds(50), time.Clock);
        }

        await running;
        seen.Order().ShouldBe(["first-w1", "first-w2", "first-w3", "first-w4", "first-w5", "second-w10", "second-w6", "second-w7", "second-w8", "second-w9"]);
        context.LastWorker.ShouldBe(10);
    });

    private static ExperimentContext Context(VirtualTime time, List<string> said) => new(new InMemoryTransport(time.Clock), new LabJournal(time.Clock), null, said.Add);
}

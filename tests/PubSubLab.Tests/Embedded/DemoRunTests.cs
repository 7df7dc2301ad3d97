using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Lab;
using PubSubLab.Lab.Demo;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Tests.Embedded;

public sealed class DemoRunTests
{
    [Fact]
    public void The_five_sights_are_seen_within_half_a_minute()
    {
        var (captions, took, events, _) = Play();

        took.ShouldBeInRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30.5));
        captions.Count.ShouldBe(9);
        captions.ShouldAllBe(c => c.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= 12 && !c.Contains('{'));
        captions[^1].ShouldBe("Now you: <publish> publishes, <worker.spawn> adds a worker, <worker.kill> kills one.");

        // One travels; several at a time; two share; a filter lets one of many through; a worker dies and another takes over.
        events.Count(e => e is { Kind: LabEventKind.Delivered, Worker: "w1" }).ShouldBeGreaterThan(11);
        Overlapping(events, "w1").ShouldBe(10);
        events.Count(e => e is { Kind: LabEventKind.Delivered, Worker: "w2", Attempt: <= 1 }).ShouldBeGreaterThan(2);
        events.Count(e => e.Kind == LabEventKind.FilteredOut).ShouldBe(39);
        events.Count(e => e is { Kind: LabEventKind.Acked, Subscription: "lab-shard-7" }).ShouldBe(1);
        events.Single(e => e.Kind == LabEventKind.WorkerKilled).Worker.ShouldBe("w1");
        var expired = events.Where(e => e.Kind == LabEventKind.LeaseExpired).Select(e => e.Message!.Id).ToHashSet();
        expired.Count.ShouldBeGreaterThan(2);
        events.Where(e => e is { Kind: LabEventKind.Delivered, Worker: "w2", Attempt: > 1 }).Select(e => e.Message!.Id).ToHashSet().ShouldBe(expired, ignoreOrder: true);
    }

    [Fact]
    public void A_caption_is_said_when_it_is_true()
    {
        var (_, _, events, said) = Play([.. DemoScript.Steps.Select(s => s with { AtLeast = TimeSpan.FromSeconds(0.1) })]);
        said.Single(s => s.Caption.StartsWith("Leases over", StringComparison.Ordinal)).At
            .ShouldBeGreaterThan(events.First(e => e is { Kind: LabEventKind.Delivered, Worker: "w2", Attempt: > 1 }).At);
        said.Single(s => s.Caption.StartsWith("A second", StringComparison.Ordinal)).At
            .ShouldBeGreaterThanOrEqualTo(events.Where(e => e is { Kind: LabEventKind.Acked, Worker: "w1" }).Take(11).Last().At);
    }

    [Fact]
    public void It_plays_on_a_lab_in_use_too_and_again()
    {
        using var world = new VirtualWorld(1, DispatchOrder.RoundRobin);
        world.Run(async () =>
        {
            await world.Session.StartAsync();
            await world.Session.Workers.SpawnAsync(new WorkerSpec { Accepts = AcceptanceRule.Users("u1") });
            await world.Session.Workers.SpawnAsync(new WorkerSpec { Handler = "slow" });
            for (var i = 0; i < 2; i++)
            {
                await new DemoRun(world.Session, key => key).RunAsync(CancellationToken.None);
            }

            world.Session.Workers.ReadStatus().Count(w => w.IsAlive).ShouldBe(2, "the worker that took over and the filter's");
            world.Journal.ReadAll().Count(e => e.Kind == LabEventKind.FilteredOut).ShouldBe(78);

            // The last one's filter let one of forty through; the earlier one is gone, and its counts with it.
            var (topics, subscriptions) = await world.Session.Ports.Topology!.ListAsync(CancellationToken.None);
            var filter = subscriptions.Single(s => s.Filter is not null);
            topics.ShouldContain(filter.Topic);
            topics.Count(t => t.StartsWith("lab-users", StringComparison.Ordinal)).ShouldBe(1);
            var flow = world.Journal.Flows.Read(world.Journal.Now, 1).Subscriptions.Single(s => s.Name == filter.Name);
            (flow.Passed, flow.FilteredOut).ShouldBe((1, 39));
            return true;
        });
    }

    [Fact]
    public void A_broker_that_goes_away_ends_it()
    {
        using var world = new VirtualWorld(1, DispatchOrder.RoundRobin);
        var error = Should.Throw<LabException>(() => world.Run(async () =>
        {
            await world.Session.StartAsync();
            var run = new DemoRun(world.Session, key => key);
            var running = run.RunAsync(CancellationToken.None);
            await Task.Delay(TimeSpan.FromSeconds(7), world.Clock);
            run.IsOver.ShouldBeFalse();
            world.Journal.Append(LabEventKind.ConnectionLost, data: new Reason("gone"));
            await running;
            return true;
        }));
        error.Message.ShouldContain("The broker went away");
    }

    [Fact]
    public void What_it_made_besides_workers_goes_with_the_lab()
    {
        var world = new VirtualWorld(1, DispatchOrder.RoundRobin);
        world.Run(async () =>
        {
            await world.Session.StartAsync();
            await new DemoRun(world.Session, key => key).RunAsync(CancellationToken.None);
            world.Session.Ports.Backlog!.Read("lab-shard-7").ShouldNotBeNull();
            await world.Session.DisposeAsync();
            world.Session.Ports.Backlog.Read("lab-shard-7").ShouldBeNull();
            await world.Emulator.DisposeAsync();
            world.Clock.Dispose();
            return true;
        });
    }

    [Fact]
    public void Held_it_waits_for_as_long_as_it_takes()
    {
        using var world = new VirtualWorld(1, DispatchOrder.RoundRobin);
        world.Run(async () =>
        {
            await world.Session.StartAsync();
            using var stop = new CancellationTokenSource();
            var run = new DemoRun(world.Session, key => key);
            var running = run.RunAsync(stop.Token);
            await Task.Delay(TimeSpan.FromSeconds(1), world.Clock);
            run.TogglePause();
            await Task.Delay(TimeSpan.FromMinutes(5), world.Clock);
            run.Step.ShouldBe(1);
            run.TogglePause();
            await Task.Delay(TimeSpan.FromSeconds(3), world.Clock);
            run.Step.ShouldBe(2);
            await stop.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(running);
            run.IsOver.ShouldBeTrue();
            return true;
        });
    }

    [Fact]
    public void The_one_task_is_under_way_until_its_ack_is_said()
    {
        var (_, _, events, said) = Play();
        var (delivered, acked) = (events.First(e => e.Kind == LabEventKind.Delivered).At, events.First(e => e.Kind == LabEventKind.Acked).At);
        (acked - delivered).ShouldBeGreaterThan(TimeSpan.FromSeconds(2));
        said.Single(s => s.Caption.StartsWith("The worker acknowledges", StringComparison.Ordinal)).At.ShouldBeInRange(acked, acked + TimeSpan.FromSeconds(0.2));
    }

    [Fact]
    public void Step_by_step_it_stands_after_each_until_it_is_told_to_go_on()
    {
        using var world = new VirtualWorld(1, DispatchOrder.RoundRobin);
        world.Run(async () =>
        {
            await world.Session.StartAsync();
            var run = new DemoRun(world.Session, key => key) { StopsAfterSteps = () => true };
            var running = run.RunAsync(CancellationToken.None);
            for (var step = 1; step < run.Steps; step++)
            {
                await Task.Delay(TimeSpan.FromMinutes(1), world.Clock);
                (run.Step, run.IsPaused).ShouldBe((step, true));
                run.GoOn();
                run.IsPaused.ShouldBeFalse();
            }

            await running;
            run.IsOver.ShouldBeTrue("the last step hands the lab over, and does not stop");
            return true;
        });
    }

    [Fact]
    public void Told_to_go_on_before_a_step_is_over_it_does_not_stop_after_it()
    {
        using var world = new VirtualWorld(1, DispatchOrder.RoundRobin);
        world.Run(async () =>
        {
            await world.Session.StartAsync();
            using var stop = new CancellationTokenSource();
            var run = new DemoRun(world.Session, key => key) { StopsAfterSteps = () => true };
            var running = run.RunAsync(stop.Token);
            await Task.Delay(TimeSpan.FromSeconds(1), world.Clock);
            run.GoOn();
            await Task.Delay(TimeSpan.FromMinutes(1), world.Clock);
            (run.Step, run.IsPaused).ShouldBe((2, true));
            await stop.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(running);
            return true;
        });
    }

    private static (List<string> Captions, TimeSpan Took, IReadOnlyList<LabEvent> Events, List<(TimeSpan At, string Caption)> Said) Play(IReadOnlyList<DemoStep>? steps = null)
    {
        using var world = new VirtualWorld(1, DispatchOrder.RoundRobin);
        var said = new List<(TimeSpan At, string Caption)>();
        DemoRun? run = null;
        var took = world.Run(
            async () =>
            {
                await world.Session.StartAsync();
                await world.Session.Workers.SpawnAsync(new WorkerSpec());
                var begin = world.Journal.Now;
                run = new DemoRun(world.Session, key => $"<{key}>", steps);
                await run.RunAsync(CancellationToken.None);
                return world.Journal.Now - begin;
            },
            () =>
            {
                if (run?.Caption is { } caption && (said.Count == 0 || said[^1].Caption != caption))
                {
                    said.Add((world.Journal.Now, caption));
                }
            });
        return ([.. said.Select(s => s.Caption)], took, world.Journal.ReadAll(), said);
    }

    // The most outstanding tasks of a worker at one moment.
    private static int Overlapping(IReadOnlyList<LabEvent> events, string worker)
    {
        var (now, most) = (0, 0);
        foreach (var e in events.Where(e => e.Worker == worker).TakeWhile(e => e.Kind != LabEventKind.WorkerKilled))
        {
            now += e.Kind switch { LabEventKind.Delivered => 1, LabEventKind.Acked => -1, _ => 0 };
            most = Math.Max(most, now);
        }

        return most;
    }
}

using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Pictures;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tests.Embedded;

/// <summary>A person who presses keys while an experiment runs: the real screen over the real engine, in virtual time.</summary>
public sealed class SteeredExperimentTests
{
    private const string Changed = "You changed this run";

    [Fact]
    public void Killing_the_experiments_workers_is_said_in_the_verdict_and_calls_nothing_a_lie()
    {
        var frame = Play("flow-control", async (screen, wait) =>
        {
            await wait(1.5);
            screen.Press("2", "Delete");
            await wait(0.1);
            screen.Press("2", "Down", "Delete");
        });

        frame.ShouldContain($"≠ {Changed}");
        frame.ShouldContain("+1.5 s  e1 killed");
        frame.ShouldContain("+1.6 s  e2 killed");
        frame.ShouldContain("≠ tasks done");
        frame.ShouldNotContain("✗ tasks done");
    }

    [Fact]
    public void The_same_run_left_alone_says_nothing_of_the_kind()
    {
        var frame = Play("flow-control", (_, _) => Task.CompletedTask);

        frame.ShouldContain("✓ tasks done");
        frame.ShouldNotContain(Changed);
    }

    [Fact]
    public void A_worker_that_is_spawned_takes_part_and_goes_with_the_run()
    {
        using var world = new VirtualWorld(seed: 1);
        var frame = Play(world, "flow-control", async (screen, wait) =>
        {
            await wait(0.5);
            screen.Press("+");
            await wait(0.2);
            screen.Capture().ToText().ShouldContain("2 Flow ─ 3 running, 3 of flow-control");
        });

        frame.ShouldContain("e3 spawned: Slow 1 s, accepts everything");
        frame.ShouldContain("2 Flow ─ 0 running");
        world.Journal.Workers.Of("e3").Acked.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void What_a_spawned_worker_did_is_counted_with_the_others()
    {
        using var world = new VirtualWorld(seed: 1);
        var frame = Play(world, "distribution", async (screen, wait) =>
        {
            await wait(1);
            screen.Press("+");
        });

        // e3 is the one that the person spawned; the experiment's third comes after it.
        var done = world.Journal.Workers.Of("e3").Acked;
        done.ShouldBeGreaterThan(0);
        frame.ShouldContain($"e3 did {done}");
    }

    [Fact]
    public void The_slow_handler_is_switched_on_the_experiments_worker()
    {
        using var world = new VirtualWorld(seed: 1);
        var frame = Play(world, "flow-control", async (screen, wait) =>
        {
            await wait(1.5);
            screen.Press("s");
            await wait(1);
            screen.Press("s");
        });

        frame.ShouldContain("+1.5 s  e1 works with Echo");
        frame.ShouldContain("+2.5 s  e1 works with Slow 1 s");
    }

    [Theory]
    [InlineData(")", 50, "2 times its rate, one task every 50 ms")]
    [InlineData("(", 200, "0.5 times its rate, one task every 200 ms")]
    public void The_rate_of_its_traffic_is_turned(string key, int every, string said)
    {
        using var world = new VirtualWorld(seed: 1);
        var frame = Play(world, "slow-consumer", async (screen, wait) =>
        {
            await wait(1);
            screen.Press(key);
        });

        frame.ShouldContain(said);
        var times = world.Journal.ReadAll().Where(e => e.Kind == LabEventKind.Published).Select(e => e.At.TotalMilliseconds).ToList();
        (times[5] - times[4]).ShouldBe(100, 11);
        times.Skip(15).Zip(times.Skip(16)).ShouldAllBe(pair => Math.Abs(pair.Second - pair.First - every) <= 11);
    }

    [Fact]
    public void Where_nothing_is_sent_at_a_rate_the_key_says_so() => Play("flow-control", async (screen, wait) =>
    {
        await wait(1);
        screen.Press(")");
        screen.Capture().ToText().ShouldContain("Faster: 'flow-control' publishes nothing at a rate at this moment");
    });

    [Fact]
    public void Stopping_it_leaves_nothing_also_of_what_the_person_made()
    {
        using var world = new VirtualWorld(seed: 1);
        var frame = Play(world, "crash", async (screen, wait) =>
        {
            await wait(3);
            screen.Press("+");
            await wait(0.2);
            screen.Press("x");
        });

        frame.ShouldContain("Stopped. What it made is removed.");
        frame.ShouldContain("You: e3 spawned");
        frame.ShouldContain("2 Flow ─ 0 running");
        var made = world.Journal.ReadAll().Select(e => e.Subscription).OfType<string>().Distinct().ShouldHaveSingleItem();
        made.ShouldStartWith("lab-crash-");
        world.Session.Ports.Backlog!.Read(made).ShouldBeNull("the subscription is gone");
        world.Journal.ReadAll().ShouldNotContain(e => e.Kind == LabEventKind.Error);
    }

    [Fact]
    public void The_labs_own_workers_are_not_meant_unless_they_are_selected()
    {
        using var world = new VirtualWorld(seed: 1);
        Play(world, "crash", async (screen, wait) =>
        {
            await wait(3);
            screen.Press("S", "2", "Delete", "Delete", "Delete");
            screen.Capture().ToText().ShouldContain("Kill: e1 has ended already");
        }, before: async () => await world.Session.Workers.SpawnAsync(new WorkerSpec()));

        var own = world.Session.Workers.Get("w1");
        own.State.ShouldBe(WorkerState.Running);
        own.Handler.Name.ShouldBe("echo");
    }

    [Fact]
    public void The_next_run_goes_on_with_the_workers_numbers_so_that_their_counts_are_their_own()
    {
        using var world = new VirtualWorld(seed: 1);
        Play(world, "crash", async (screen, wait) =>
        {
            while (screen.IsExperimentRunning)
            {
                await wait(1);
            }

            screen.Press("A", "s");
            await wait(2.5);
            var frame = screen.Capture().ToText();
            frame.ShouldContain("e3 ");
            frame.ShouldContain("e3 is killed; e4 is ready at once");
        });
    }

    [Fact]
    public void The_lanes_of_an_experiment_stay_with_its_result_and_leave_when_its_page_is_closed()
    {
        using var world = new VirtualWorld(seed: 1);
        Play(world, "crash", async (screen, wait) =>
        {
            bool HasLanes() => screen.Capture().ToText().Split('\n').Any(r => r.Contains(" e1 ", StringComparison.Ordinal) && r.Contains('━', StringComparison.Ordinal));
            await wait(3);
            HasLanes().ShouldBeTrue("it runs");
            while (screen.IsExperimentRunning)
            {
                await wait(1);
            }

            HasLanes().ShouldBeTrue("its result speaks of them");
            screen.Press("Esc", "Esc");
            HasLanes().ShouldBeFalse(screen.Capture().ToText());
        });
    }

    private static string Play(string experiment, Func<HeadlessScreen, Func<double, Task>, Task> person)
    {
        using var world = new VirtualWorld(seed: 1);
        return Play(world, experiment, person);
    }

    private static string Play(VirtualWorld world, string experiment, Func<HeadlessScreen, Func<double, Task>, Task> person, Func<Task>? before = null)
    {
        return world.Run(async () =>
        {
            await world.Session.StartAsync();
            await (before?.Invoke() ?? Task.CompletedTask);
            using var screen = new HeadlessScreen(world.Session, 200, 60, ThemeName.Dark);
            async Task Wait(double seconds)
            {
                await Task.Delay(TimeSpan.FromSeconds(seconds), world.Clock);
                screen.Draw();
            }

            screen.RunExperiment(experiment);
            await person(screen, Wait);
            do
            {
                await Wait(0.1);
            }
            while (screen.IsExperimentRunning);

            // All figures and checks, one key after the card.
            screen.Press("F2", "F2", "F");
            return screen.Capture().ToText();
        });
    }
}

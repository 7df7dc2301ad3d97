using PubSubLab.Lab.Comparing;
using PubSubLab.Lab.Comparing.Presets;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Tests.Support;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Tests.Comparing;

public sealed class ComparisonRunTests
{
    private static readonly ComparisonFigures s_few = new() { Users = 20, Workers = 10, Rate = 50, Messages = 300 };

    [Fact]
    public void The_storm_stands_beside_the_calm_under_the_same_traffic()
    {
        VirtualTime.Run(async time =>
        {
            var broker = new InMemoryTransport(time.Clock);
            var run = new ComparisonRun(new RoutingComparison(), s_few, broker, time.Clock);
            await RunAsync(run, time.Clock, () => run.Lanes.All(l => l.State == LaneState.Done));

            run.Lanes.Select(l => l.Plan.Name).ShouldBe(["nack", "filter-user", "presence-topic"]);
            run.Lanes.ShouldAllBe(l => l.Facts.Published == 300 && l.Facts.Useful == 300 && l.Error == null && l.State == LaneState.Closed);
            var (nack, calm) = (run.Lanes[0].Facts, run.Lanes.Skip(1).Select(l => l.Facts).ToList());

            // Ten workers, at random: 10 deliveries on average, and four standard errors of a geometric mean over 300 messages.
            nack.DeliveriesPerUseful!.Value.ShouldBe(10, 4 * Math.Sqrt(90.0 / 300));
            nack.Nacks.ShouldBe(nack.Deliveries - 300);
            calm.ShouldAllBe(f => f.DeliveriesPerUseful == 1 && f.Nacks == 0);
            broker.Subscriptions.ShouldBeEmpty();
        });
    }

    [Fact]
    public void A_message_that_is_outstanding_counts_in_no_average()
    {
        VirtualTime.Run(async time =>
        {
            var run = new ComparisonRun(new LeasesComparison(), s_few with { Workers = 2, Rate = 5, Messages = 20 }, new InMemoryTransport(time.Clock), time.Clock);
            await RunAsync(run, time.Clock, () => run.Lanes.All(l => l.Facts.Useful > 0));
            run.Lanes.ShouldAllBe(l => l.Facts.Deliveries > l.Facts.Useful && l.Facts.DeliveriesPerUseful == 1);
        });
    }

    [Fact]
    public void The_first_worker_dies_in_every_lane_at_the_same_moment()
    {
        VirtualTime.Run(async time =>
        {
            var run = new ComparisonRun(new LeasesComparison(), s_few with { Workers = 2, Rate = 5, Messages = 50 }, new InMemoryTransport(time.Clock), time.Clock);
            await RunAsync(run, time.Clock, () =>
            {
                var killed = run.Lanes.Count(l => l.ReadWorkers() is [{ State: WorkerState.Killed }, { State: WorkerState.Running }]);
                killed.ShouldBeOneOf(0, run.Lanes.Count);
                return killed > 0;
            });
        });
    }

    [Fact]
    public void A_lane_that_cannot_run_says_so_and_the_others_go_on()
    {
        VirtualTime.Run(async time =>
        {
            var run = new ComparisonRun(new RoutingComparison(), s_few, new InMemoryTransport(time.Clock) { HonoursFilters = false }, time.Clock);
            await RunAsync(run, time.Clock, () => run.Lanes[0].State == LaneState.Done && run.Lanes[2].State == LaneState.Done);
            run.Lanes[1].State.ShouldBe(LaneState.Refused);
            run.Lanes[1].Error.ShouldBe("This backend ignores filters, and this lane needs them. The embedded backend has them.");
        });
    }

    [Fact]
    public void A_broker_that_goes_away_is_said_and_the_lanes_go_on_when_it_is_back()
    {
        VirtualTime.Run(async time =>
        {
            var broker = new InMemoryTransport(time.Clock);
            var run = new ComparisonRun(new PresenceComparison(), s_few, broker, time.Clock);
            var wasAway = false;
            await RunAsync(run, time.Clock, () =>
            {
                if (!wasAway && run.Lanes.All(l => l.Facts.Published > 10))
                {
                    broker.Refusal = new LabException("No broker answers.");
                }

                if (broker.Refusal is not null && run.Lanes.All(l => l.Error == "No broker answers."))
                {
                    (wasAway, broker.Refusal) = (true, null);
                }

                return wasAway && run.Lanes.All(l => l.Error is null && l.Facts.Published > 20);
            });
            broker.Subscriptions.ShouldBeEmpty();
        });
    }

    [Fact]
    public void What_could_not_be_removed_is_said()
    {
        VirtualTime.Run(async time =>
        {
            var broker = new InMemoryTransport(time.Clock) { RefusesToRemove = new LabException("The broker is gone.") };
            var run = new ComparisonRun(new PresenceComparison(), s_few, broker, time.Clock);
            await RunAsync(run, time.Clock, () => run.Lanes.All(l => l.Facts.Useful > 0));
            run.Lanes[0].Error!.ShouldStartWith("Could not remove everything that begins with lab-compare-a-");
            run.Lanes[0].Error!.ShouldContain("The broker is gone.");
        });
    }

    [Fact]
    public void Brokers_run_where_they_are_configured_and_are_closed_at_the_end()
    {
        VirtualTime.Run(async time =>
        {
            var (redis, owner) = (new InMemoryTransport(time.Clock), new Owner());
            BackendOffer[] others =
            [
                new("redis", "BACKEND=redis, REDIS_URL") { OpenAsync = (_, _) => Task.FromResult(new OpenedBackend(redis, owner)) },
                new("rabbitmq", "BACKEND=rabbitmq, RABBITMQ_URL"),
            ];
            var run = new ComparisonRun(
                new BrokersComparison(), s_few with { Messages = 10, Rate = 10, Workers = 3 }, new InMemoryTransport(time.Clock), time.Clock,
                backends: new BackendComparison("pubsub", "as opened", others));
            await RunAsync(run, time.Clock, () => run.Lanes.Where(l => l.Plan.Name is "pubsub" or "redis").All(l => l.State == LaneState.Done));

            run.Lanes.Single(l => l.Plan.Name == "rabbitmq").Error.ShouldBe("rabbitmq is not configured. Set BACKEND=rabbitmq, RABBITMQ_URL, and start the lab again.");
            owner.IsDisposed.ShouldBeTrue();
            redis.Subscriptions.ShouldBeEmpty();
        });
    }

    [Fact]
    public void A_lane_tells_what_waits_while_its_broker_counts_it()
    {
        VirtualTime.Run(async time =>
        {
            var counts = 7L;
            var broker = new InMemoryTransport(time.Clock) { Backlog = _ => counts < 0 ? throw new LabException("It is away.") : new BacklogState(counts, 0, null) };
            var run = new ComparisonRun(new RetryComparison(), s_few, broker, time.Clock);
            long? Waits() => run.Lanes[0].BacklogOf(run.Lanes[0].Subscriptions[0].Name)?.Waiting;
            var seen = new List<long?>();
            await RunAsync(run, time.Clock, () =>
            {
                if (Waits() is var waits && (seen.Count == 0 || seen[^1] != waits))
                {
                    seen.Add(waits);
                    counts = waits switch { 7 => 3, 3 => -1, _ => counts };
                }

                return seen is [.., 3, null];
            });
            seen.ShouldBe([7, 3, null]);
        });
    }

    [Fact]
    public void A_broker_of_a_lane_tells_that_lane_of_its_connection()
    {
        VirtualTime.Run(async time =>
        {
            var (redis, told) = (new InMemoryTransport(time.Clock), (LabJournal?)null);
            BackendOffer[] others =
            [
                new("redis", "") { OpenAsync = (journal, _) => { told = journal; return Task.FromResult(new OpenedBackend(redis, new Owner())); } },
            ];
            var run = new ComparisonRun(
                new BrokersComparison(), s_few with { Messages = 10, Rate = 10, Workers = 3 }, new InMemoryTransport(time.Clock), time.Clock,
                backends: new BackendComparison("pubsub", "as opened", others));
            await RunAsync(run, time.Clock, () => run.Lanes.Where(l => l.Plan.Name is "pubsub" or "redis").All(l => l.State == LaneState.Done));
            told.ShouldBe(run.Lanes.Single(l => l.Plan.Name == "redis").Journal);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_comparison_has_two_to_four_lanes_whose_words_fit(string name)
    {
        var comparison = ComparisonCatalog.Get(name);
        var lanes = comparison.PlanFor(comparison.Start);
        lanes.Count.ShouldBeInRange(2, 4);
        comparison.WatchFor.Length.ShouldBeLessThanOrEqualTo(76, "it is one row of 80 columns");
        lanes.ShouldAllBe(l => l.BreaksFirst.Length <= 16);
        lanes.Select(l => l.Name).ShouldBeUnique();
        lanes.ShouldAllBe(l => l.Workers.All(w => w.Subscription == null || l.Subscriptions.Any(s => s.Name == w.Subscription)));
        lanes.ShouldAllBe(l => l.Subscriptions.Any(s => s.Topic == l.Message(comparison.Start.Messages - 1).Topic));
    }

    public static TheoryData<string> Names() => [.. ComparisonCatalog.All.Select(c => c.Name)];

    private static async Task RunAsync(ComparisonRun run, LabClock clock, Func<bool> until)
    {
        using var stop = new CancellationTokenSource();
        var running = run.RunAsync(stop.Token);
        while (!until())
        {
            running.IsFaulted.ShouldBeFalse();
            await Task.Delay(TimeSpan.FromMilliseconds(5), clock);
        }

        await stop.CancelAsync();
        await running;
    }

    private sealed class Owner : IAsyncDisposable
    {
        public bool IsDisposed { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}

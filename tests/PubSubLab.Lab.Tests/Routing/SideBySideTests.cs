using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Tests.Support;

namespace PubSubLab.Lab.Tests.Routing;

public sealed class SideBySideTests
{
    private static readonly RoutingOptions s_three = new()
    {
        Strategies = ["nack", "filter-user", "presence"], Scale = new RoutingScale { Users = 20, Workers = 10 }, Messages = 300, Rate = 50,
    };

    [Fact]
    public void The_storm_stands_beside_the_calm_with_the_same_burst()
    {
        VirtualTime.Run(async time =>
        {
            var broker = new InMemoryTransport(time.Clock);
            var beside = new SideBySide(s_three, broker, time.Clock);
            await beside.RunAsync(CancellationToken.None);

            beside.Lanes.Select(l => l.Strategy).ShouldBe(["nack", "filter-user", "presence"]);
            beside.Lanes.ShouldAllBe(l => l.State == LaneState.Done && l.Useful == 300 && l.Published == 300 && l.Waiting == 0 && l.Lost == 0 && l.Error == null);
            var (nack, calm) = (beside.Lanes[0], beside.Lanes.Skip(1).ToList());

            // Ten workers, at random: 10 deliveries on average, and four standard errors of a geometric mean over 300 messages.
            nack.DeliveriesPerUseful!.Value.ShouldBe(10, 4 * Math.Sqrt(90.0 / 300));
            nack.Nacks.ShouldBe(nack.Deliveries - 300);
            calm.ShouldAllBe(l => l.DeliveriesPerUseful == 1 && l.Nacks == 0);
            nack.Rates.Max().ShouldBeGreaterThan(4 * calm.Max(l => l.Rates.Max()));
            broker.Subscriptions.ShouldBeEmpty();
        });
    }

    [Fact]
    public void Rates_are_deliveries_a_second()
    {
        VirtualTime.Run(async time =>
        {
            var beside = new SideBySide(s_three, new InMemoryTransport(time.Clock), time.Clock);
            await beside.RunAsync(CancellationToken.None);

            // 300 messages at 50 a second, one delivery each: six seconds of 50 a second, in halves.
            var rates = beside.Lanes[2].Rates;
            rates.Count.ShouldBeInRange(11, 14);
            rates.Take(11).ShouldAllBe(r => r >= 44 && r <= 56);
        });
    }

    [Fact]
    public void Stopped_it_keeps_the_figures_and_leaves_nothing_behind()
    {
        VirtualTime.Run(async time =>
        {
            var broker = new InMemoryTransport(time.Clock);
            var beside = new SideBySide(s_three, broker, time.Clock);
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2), time.Clock);
            await beside.RunAsync(stop.Token);

            beside.Lanes.ShouldAllBe(l => l.State == LaneState.Stopped && l.Lost == 0);
            beside.Lanes.ShouldAllBe(l => l.Useful > 80 && l.Useful < 110);
            broker.Subscriptions.ShouldBeEmpty();
        });
    }

    [Fact]
    public void A_message_that_the_broker_loses_waits_until_the_end_and_is_lost_then()
    {
        VirtualTime.Run(async time =>
        {
            var beside = new SideBySide(s_three, new InMemoryTransport(time.Clock) { Loses = 7 }, time.Clock);
            await beside.RunAsync(CancellationToken.None);

            beside.Lanes.Sum(l => l.Lost).ShouldBe(1);
            beside.Lanes.Sum(l => l.Useful).ShouldBe(899);
        });
    }

    [Fact]
    public void A_dead_letter_policy_shows_what_it_takes_away()
    {
        VirtualTime.Run(async time =>
        {
            var beside = new SideBySide(s_three with { MaxAttempts = 5 }, new InMemoryTransport(time.Clock), time.Clock);
            await beside.RunAsync(CancellationToken.None);

            beside.Lanes[0].DeadLettered.ShouldBeGreaterThan(100);
            (beside.Lanes[0].DeadLettered + beside.Lanes[0].Useful).ShouldBe(300);
            beside.Lanes[1].DeadLettered.ShouldBe(0);
        });
    }

    [Fact]
    public void Each_shows_its_topology_and_how_many_workers_share_a_subscription()
    {
        var beside = new SideBySide(s_three, new InMemoryTransport(TimeProvider.System), TimeProvider.System);

        beside.Lanes.ShouldAllBe(l => l.State == LaneState.Waiting);
        beside.Lanes[0].Branches.ShouldBe([new LaneBranch("tasks", "all", null, 10)]);
        (beside.Lanes[1].Subscriptions, beside.Lanes[2].Subscriptions).ShouldBe((20, 10));
        beside.Lanes[1].Branches.ShouldAllBe(b => b.Workers == 1 && b.Filter != null);
        beside.Lanes[2].Branches.ShouldContain(new LaneBranch("tasks", "instance-w1", "attributes.instance = \"w1\"", 1));
    }

    [Fact]
    public void A_strategy_that_cannot_run_here_says_so_and_the_others_go_on()
    {
        VirtualTime.Run(async time =>
        {
            var beside = new SideBySide(s_three, new InMemoryTransport(time.Clock) { HonoursFilters = false }, time.Clock);
            await beside.RunAsync(CancellationToken.None);

            beside.Lanes.Select(l => l.State).ShouldBe([LaneState.Done, LaneState.Refused, LaneState.Refused]);
            beside.Lanes[1].Error.ShouldBe("This backend ignores filters, and this strategy needs them. The embedded backend has them.");
        });
    }

    [Fact]
    public void More_streams_than_there_may_be_and_more_topics_than_a_project_has_are_refused_in_their_lane()
    {
        VirtualTime.Run(async time =>
        {
            var many = s_three with { Strategies = ["nack", "filter-user", "topic-and-sub"], Scale = new RoutingScale { Users = 1_001, Workers = 2, Topics = 10_001, Subs = 1 }, Messages = 20 };
            var beside = new SideBySide(many, new InMemoryTransport(time.Clock) { RealProject = true }, time.Clock);
            await beside.RunAsync(CancellationToken.None);

            beside.Lanes[0].State.ShouldBe(LaneState.Done);
            beside.Lanes[1].Error.ShouldBe("It needs 1,001 streams at a time, more than 1,000. Ask for fewer users.");
            beside.Lanes[2].Error!.ShouldStartWith("It cannot run here: it takes 10,001 topics in a project;");
        });
    }

    [Fact]
    public void What_could_not_be_removed_is_said_in_its_lane()
    {
        VirtualTime.Run(async time =>
        {
            var beside = new SideBySide(s_three with { Messages = 20 }, new InMemoryTransport(time.Clock) { RefusesToRemove = new LabException("The broker is gone.") }, time.Clock);
            await beside.RunAsync(CancellationToken.None);

            beside.Lanes[0].State.ShouldBe(LaneState.Done);
            beside.Lanes[0].Error!.ShouldStartWith("could not remove everything that begins with lab-routing-nack-");
            beside.Lanes[0].Error!.ShouldEndWith(": The broker is gone.");
        });
    }

    [Fact]
    public void A_broker_that_refuses_to_publish_is_said_in_each_lane_and_nothing_is_left_behind()
    {
        VirtualTime.Run(async time =>
        {
            var broker = new InMemoryTransport(time.Clock) { Refusal = new LabException("The broker takes nothing.") };
            var beside = new SideBySide(s_three, broker, time.Clock);
            await beside.RunAsync(CancellationToken.None);

            beside.Lanes.ShouldAllBe(l => l.State == LaneState.Refused && l.Error == "The broker takes nothing.");
            broker.Subscriptions.ShouldBeEmpty();
        });
    }

    [Theory]
    [InlineData("nack")]
    [InlineData("nack", "presence", "prefix", "filter-mod")]
    [InlineData("nack", "NACK")]
    public void Anything_but_two_or_three_different_strategies_is_refused(params string[] strategies) =>
        Should.Throw<LabException>(() => new SideBySide(s_three with { Strategies = strategies }, new InMemoryTransport(TimeProvider.System), TimeProvider.System))
            .Message.ShouldEndWith(" chosen: side by side there is room for 2 or 3 different ones. Choose as many.");
}

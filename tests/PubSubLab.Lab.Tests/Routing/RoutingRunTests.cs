using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Tests.Support;

namespace PubSubLab.Lab.Tests.Routing;

public sealed class RoutingRunTests
{
    private static readonly RoutingOptions s_small = new() { Scale = new RoutingScale { Users = 30, Workers = 5 }, Messages = 300 };

    [Theory]
    [MemberData(nameof(RoutingStrategyTests.Names), MemberType = typeof(RoutingStrategyTests))]
    public void Every_message_reaches_its_user_and_nothing_is_left_behind(string name)
    {
        VirtualTime.Run(async time =>
        {
            var broker = new InMemoryTransport(time.Clock);
            var m = await RunAsync(name, s_small, broker, time);

            (m.Published, m.Useful, m.WronglyDelivered, m.Lost, m.Unfinished).ShouldBe((300, 300, 0, 0, 0));
            m.Deliveries.ShouldBe(m.Useful + m.Nacks);

            // Four standard errors: a run that follows the curve is further off once in 16,000 seeds, and this one is fixed.
            m.DeliveriesPerUseful.ShouldBe(m.TheoryAtRandom, (4 * m.ErrorAtRandom) + 1e-9);
            broker.Subscriptions.ShouldBeEmpty();
        });
    }

    [Theory]
    [MemberData(nameof(RoutingStrategyTests.Names), MemberType = typeof(RoutingStrategyTests))]
    public void A_message_that_the_broker_loses_is_lost_and_the_run_ends(string name)
    {
        var m = VirtualTime.Run(time => RunAsync(name, s_small, new InMemoryTransport(time.Clock) { Loses = 7 }, time));

        (m.Useful, m.Lost).ShouldBe((299, 1));
    }

    [Fact]
    public void Work_that_comes_twice_is_a_duplicate()
    {
        var m = VirtualTime.Run(time => RunAsync("presence", s_small, new InMemoryTransport(time.Clock) { Duplicates = true }, time));

        m.Duplicates.ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(RoutingStrategyTests.Names), MemberType = typeof(RoutingStrategyTests))]
    public void While_users_move_no_message_is_lost(string name)
    {
        var moving = s_small with { Churn = 40, Rate = 100, Scale = s_small.Scale with { Users = 10 } };
        var m = VirtualTime.Run(time => RunAsync(name, moving, new InMemoryTransport(time.Clock) { RedeliversAfter = TimeSpan.FromMilliseconds(10) }, time));

        m.Moves.ShouldBeGreaterThan(20);
        (m.Lost, m.Unfinished).ShouldBe((0, 0));
        (m.Useful + m.WronglyDelivered).ShouldBe(300);
    }

    [Fact]
    public void With_presence_what_is_for_a_user_who_is_away_is_parked_and_what_meets_the_old_instance_is_passed_on()
    {
        var moving = s_small with { Churn = 100, Rate = 200, Scale = s_small.Scale with { Users = 10 }, NoticeAfter = TimeSpan.FromMilliseconds(20) };
        var m = VirtualTime.Run(time => RunAsync("presence", moving, new InMemoryTransport(time.Clock), time));

        m.Parked.ShouldBeGreaterThan(0);
        m.Forwarded.ShouldBe(m.Parked);
        m.Nacks.ShouldBe(0);
    }

    [Fact]
    public void A_worker_keeps_what_is_for_a_user_who_has_left_until_it_notices()
    {
        var slow = s_small with { Churn = 40, Rate = 100, Scale = s_small.Scale with { Users = 10 }, NoticeAfter = TimeSpan.FromMilliseconds(250) };
        var quick = slow with { NoticeAfter = TimeSpan.Zero };

        var late = VirtualTime.Run(time => RunAsync("filter-user", slow, new InMemoryTransport(time.Clock), time));
        var atOnce = VirtualTime.Run(time => RunAsync("filter-user", quick, new InMemoryTransport(time.Clock), time));

        late.WronglyDelivered.ShouldBeGreaterThan(atOnce.WronglyDelivered);
    }

    [Fact]
    public void A_dead_letter_policy_loses_the_share_that_theory_gives()
    {
        var options = s_small with { MaxAttempts = 5, Messages = 2_000, Rate = 0, Scale = s_small.Scale with { Workers = 10 } };
        var m = VirtualTime.Run(time => RunAsync("nack", options, new InMemoryTransport(time.Clock), time));

        (m.Useful + m.DeadLettered).ShouldBe(2_000);

        // A binomial share of 0.59 over 2,000 messages has a standard error of 0.011; four of them.
        ((double)m.DeadLettered / m.Published).ShouldBe(0.5905, 0.044);
    }

    [Fact]
    public void A_retry_policy_turns_the_storm_into_delay()
    {
        var without = VirtualTime.Run(time => RunAsync("nack", s_small, new InMemoryTransport(time.Clock), time));
        var with = VirtualTime.Run(time => RunAsync("nack", s_small with { RetryMin = TimeSpan.FromSeconds(1), Limit = TimeSpan.FromMinutes(10) }, new InMemoryTransport(time.Clock), time));

        without.LatencyP50.ShouldBeLessThan(100);
        with.LatencyP50.ShouldBeGreaterThan(1_000);
        with.Useful.ShouldBe(300);
    }

    [Fact]
    public void Stopped_early_it_gives_the_figures_so_far_and_leaves_nothing_behind()
    {
        VirtualTime.Run(async time =>
        {
            var broker = new InMemoryTransport(time.Clock);
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(500), time.Clock);
            var m = await RunAsync("nack", s_small, broker, time, stop.Token);

            m.Stopped.ShouldBeTrue();
            m.Useful.ShouldBeInRange(1, 200);
            m.Lost.ShouldBe(0);
            broker.Subscriptions.ShouldBeEmpty();
            var verdict = RoutingVerdict.Of([m], churn: false);
            verdict.ShouldStartWith("Stopped before the end with nack");
            verdict.ShouldNotContain("Every message reached its user");
        });
    }

    [Fact]
    public void What_does_not_find_its_user_in_time_is_unfinished_and_not_lost()
    {
        var options = s_small with { RetryMin = TimeSpan.FromSeconds(60), Limit = TimeSpan.FromSeconds(20) };
        var m = VirtualTime.Run(time => RunAsync("nack", options, new InMemoryTransport(time.Clock), time));

        m.Lost.ShouldBe(0);
        (m.Unfinished + m.Useful).ShouldBe(300);
        m.Unfinished.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_users_workers_and_messages()
    {
        var (one, two, other) = (new RoutingCrowd(s_small), new RoutingCrowd(s_small), new RoutingCrowd(s_small with { Seed = 2 }));

        one.Users.ShouldBe(two.Users);
        one.WorkerOf.ShouldBe(two.WorkerOf);
        one.Recipients.ShouldBe(two.Recipients);
        one.Users.ShouldNotBe(other.Users);
    }

    [Fact]
    public void The_experiment_runs_every_strategy_and_gives_a_verdict()
    {
        var result = VirtualTime.Run(time => ExperimentAsync(s_small with { Dispatch = "random" }, new InMemoryTransport(time.Clock), time));

        result.Outcome.ShouldBe(ExperimentOutcome.Holds, string.Join("; ", result.Expectations.Where(e => !e.Met)));
        result.Routing!.Measurements.Select(m => m.Strategy).ShouldBe(RoutingCatalog.All.Select(s => s.Name));
        result.Routing.NackCurve.Select(p => p.Workers).ShouldBe([1, 2, 5, 10, 20]);
        result.Answer.ShouldContain("presence-topic is the cheapest");
    }

    [Theory]
    [InlineData("random", true)]
    [InlineData("in turn", false)]
    [InlineData(null, true)]
    public void Only_a_backend_that_says_how_it_deals_is_held_to_it(string? dispatch, bool holds)
    {
        var nack = s_small with { Strategies = ["nack"], Dispatch = dispatch };
        var result = VirtualTime.Run(time => ExperimentAsync(nack, new InMemoryTransport(time.Clock), time));

        var deliveries = result.Expectations.Single(e => e.What == "nack: deliveries per useful message");
        deliveries.Met.ShouldBe(holds, deliveries.ToString());
        if (dispatch is null)
        {
            deliveries.Expected.ShouldBe("more than 1");
            deliveries.Observed.ShouldContain("at random");
            deliveries.Observed.ShouldContain("in turn");
        }
    }

    [Fact]
    public void A_nack_storm_too_large_to_run_is_computed_from_the_measured_curve_and_marked()
    {
        var large = s_small with { Strategies = ["nack"], Scale = new RoutingScale { Users = 2_000, Workers = 2_000 } };
        var result = VirtualTime.Run(time => ExperimentAsync(large, new InMemoryTransport(time.Clock), time));

        var nack = result.Routing!.Measurements.ShouldHaveSingleItem();
        var (offset, slope) = NackPoint.Fit(result.Routing.NackCurve);
        nack.How.ShouldBe("computed");
        nack.DeliveriesPerUseful.ShouldBe(offset + (slope * 2_000), 0.001);
        result.Figures[0].Name.ShouldContain("(computed)");
    }

    [Fact]
    public void Limits_of_a_real_project_are_refused_before_anything_is_made()
    {
        VirtualTime.Run(async time =>
        {
            var broker = new InMemoryTransport(time.Clock) { RealProject = true };
            var large = s_small with { Strategies = ["filter-user"], Scale = s_small.Scale with { Users = 10_001 } };

            (await Should.ThrowAsync<LabException>(() => ExperimentAsync(large, broker, time))).Message.ShouldStartWith("filter-user cannot run here: it takes 10,001");
            broker.Subscriptions.ShouldBeEmpty();
        });
    }

    [Fact]
    public void A_backend_without_filters_runs_what_needs_none()
    {
        var result = VirtualTime.Run(time => ExperimentAsync(s_small, new InMemoryTransport(time.Clock) { HonoursFilters = false }, time));

        result.Routing!.Measurements.Select(m => m.Strategy).ShouldBe(["nack", "presence-topic"]);
    }

    [Fact]
    public void More_streams_than_a_backend_without_pulls_can_have_are_refused_with_a_sentence() =>
        Should.Throw<LabException>(() => VirtualTime.Run(time => RunAsync(
            "filter-user", s_small with { Scale = new RoutingScale { Users = 1_001, Workers = 10 } }, new InMemoryTransport(time.Clock), time)))
            .Message.ShouldContain("needs 1,001 streams, more than 1,000");

    private static Task<RoutingMeasurement> RunAsync(
        string name, RoutingOptions options, InMemoryTransport broker, VirtualTime time, CancellationToken cancellation = default) =>
        new RoutingRun(RoutingCatalog.Get(name), options, new RoutingCrowd(options), broker, time.Clock, _ => { }).RunAsync(cancellation);

    private static Task<ExperimentResult> ExperimentAsync(RoutingOptions options, InMemoryTransport broker, VirtualTime time) =>
        ExperimentCatalog.Get("routing").RunAsync(new ExperimentContext(broker, new LabJournal(time.Clock)) { Routing = options }, CancellationToken.None);
}

using System.Globalization;
using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Experiments.Files;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Tests.Embedded;

/// <summary>Experiments from files on the emulator's real engine, in exact virtual time: a green verdict is earned.</summary>
public sealed class ExperimentFileTests
{
    private const string Header = """
        name: orders
        subscriptions: [{ name: all }]
        workers: [{ subscription: all, handler: slow }]
        slow: 100ms
        traffic: [{ count: 20, every: 100ms }]

        """;

    public static TheoryData<string> Tour => [.. Directory.GetFiles(Repository.File("docs", "tour"), "*.yaml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_tour_has_five_files() => Tour.Count.ShouldBe(5);

    [Theory]
    [MemberData(nameof(Tour))]
    public void A_file_of_the_tour_holds_and_comes_out_the_same_each_time(string file)
    {
        var (result, journal) = Run(Read(file));

        result.Outcome.ShouldBe(ExperimentOutcome.Holds, Unmet(result));
        Run(Read(file)).Journal.ShouldBe(journal);
    }

    [Theory]
    [InlineData("1-regions.yaml", "region = \"us\"", "region = \"usa\"", "unmatched")]
    [InlineData("2-poison.yaml", "    deadLetter: letters\n    attempts: 5\n", "", "the run ends by itself")]
    [InlineData("3-order.yaml", "    ordering: true\n", "", "outOfOrder on orders")]
    [InlineData("4-burst.yaml", "maxInFlight: 10", "maxInFlight: 100", "mostOutstanding on jobs")]
    [InlineData("5-retention.yaml", "retention: 10m", "retention: 20m", "lost on behind")]
    public void A_wrong_version_of_it_does_not(string file, string right, string wrong, string unmet)
    {
        var text = Read(file);
        text.ShouldContain(right);
        text = text.Replace(right, wrong, StringComparison.Ordinal).Replace(", deadLettered: 4", file == "2-poison.yaml" ? "" : ", deadLettered: 4", StringComparison.Ordinal);
        if (file == "2-poison.yaml")
        {
            // Its dead letters have no source any more.
            text = text.Replace("  - name: letters-kept\n    topic: letters\n", "", StringComparison.Ordinal)
                .Replace("  - { subscription: letters-kept, published: 4, waiting: 4 }\n", "", StringComparison.Ordinal);
        }

        var result = Run(text).Result;

        result.Outcome.ShouldBe(ExperimentOutcome.DoesNotHold);
        var expectation = result.Expectations.Single(e => e.What == unmet);
        expectation.Met.ShouldBeFalse();
        expectation.Reason.ShouldNotBeNull().ShouldContain(expectation.Observed);
    }

    [Theory]
    [InlineData("within: 1s\nquiet: 200ms\nexpect: [{ published: '>= 1' }]", "the run ends by itself", "it was cut off with")]
    [InlineData("within: 1s\nquiet: 200ms\nexpect: [{ published: '>= 1' }]", "messages of the traffic", "10: the time was over")]
    [InlineData("within: 10s\nfaults: [{ failCalls: Publish, count: 1000 }]\nexpect: [{ published: '>= 0' }]", "the run ends by itself", "it was cut off with")]
    [InlineData("faults: [{ at: 30s, kill: 1 }]\nexpect: [{ published: 20 }]", "kill of worker 1 at 30 s", "the run had ended before")]
    [InlineData("faults: [{ at: 1s, kill: 1 }]\nexpect: [{ published: 20 }]", "messages left over on all", "expect them with 'lost' or 'waiting'")]
    [InlineData("faults: [{ at: 1s, kill: 1 }, { at: 2s, kill: 1 }]\nexpect: [{ published: 20, lost: 1..20 }]", "kill of worker 1 at 2 s", "had ended already")]
    [InlineData("faults: [{ loseAcks: 2 }, { at: 1s, loseAcks: 998 }]\nexpect: [{ published: 20 }]", "loseAcks: 998 at 1 s", "of 1000 acknowledgements never came")]
    [InlineData("faults: [{ duplicate: 100 }]\nexpect: [{ published: 20 }]", "duplicate: 100 at 0 s", "80 of 100 deliveries never came")]
    [InlineData("faults: [{ failCalls: StreamingPull }]\nexpect: [{ published: 20 }]", "failCalls: StreamingPull, 1 at 0 s", "calls that never came: 1 StreamingPull")]
    [InlineData("faults: [{ at: 1s, kill: 1 }, { at: 1100ms, breakStreams: all }]\nexpect: [{ published: 20, lost: 1..20 }]", "breakStreams: all at 1.1 s", "no stream was open")]
    [InlineData("faults: [{ at: 2500ms, delay: 1s }]\nexpect: [{ published: 20 }]", "delay: 1 s at 2.5 s", "nothing was delivered after it")]
    public void What_was_cut_off_is_left_over_or_never_happened_has_not_passed(string rest, string what, string observed)
    {
        var result = Run(Header + rest).Result;

        result.Outcome.ShouldBe(ExperimentOutcome.DoesNotHold);
        var failed = result.Expectations.Single(e => e.What == what);
        failed.Met.ShouldBeFalse();
        failed.Observed.ShouldContain(observed);
        result.Answer.ShouldContain("The run has not passed");
    }

    [Theory]
    [InlineData("{ lost: 0 }", false)]
    [InlineData("{ subscription: all, lost: 0 }", false)]
    [InlineData("{ subscription: audit, lost: 1..20 }", true)]
    [InlineData("{ waiting: 1..20 }", true)]
    public void Messages_left_over_on_one_of_two_subscriptions_are_expected_of_that_one_or_of_the_sum(string expected, bool holds)
    {
        var result = Run(Header.Replace("{ name: all }", "{ name: all }, { name: audit }", StringComparison.Ordinal).Replace("handler: slow }", "handler: slow }, { subscription: audit }", StringComparison.Ordinal)
            + $"faults: [{{ at: 1s, kill: 2 }}]\nexpect: [{expected}]").Result;

        (result.Outcome == ExperimentOutcome.Holds).ShouldBe(holds, Unmet(result));
        result.Expectations.Any(e => e.What == "messages left over on audit").ShouldBe(!holds);
    }

    [Fact]
    public void A_fault_that_fails_says_why()
    {
        var result = Run(Header + "faults: [{ at: 1s, delay: 1s }]\nexpect: [{ lost: 0 }]", faults: new FailingFaults()).Result;

        result.Outcome.ShouldBe(ExperimentOutcome.DoesNotHold);
        result.Expectations.Single(e => e.What == "delay: 1 s at 1 s").Observed.ShouldBe("it did not: InvalidOperationException: no faults today");
    }

    [Theory]
    [InlineData("", ExperimentOutcome.Holds)]
    [InlineData("faults: [{ duplicate: 1 }]\n", ExperimentOutcome.NotPossible)]
    public void Faults_of_a_watched_lab_outlive_a_file(string faults, ExperimentOutcome outcome)
    {
        using var world = new VirtualWorld(seed: 0, exact: true);
        var control = world.Session.Ports.Faults.ShouldNotBeNull();
        control.Delay(TimeSpan.FromMilliseconds(300));
        var context = new ExperimentContext(world.Session.Transport, world.Journal) { Ports = new() { Faults = control }, Runtime = world.Session.Runtime, Watched = true };
        var result = world.Run(() => FileExperiment.Parse(Header + faults + "expect: [{ lost: 0 }]", "orders.yaml").RunAsync(context, CancellationToken.None));

        result.Outcome.ShouldBe(outcome, Unmet(result));
        control.Read().Delay.ShouldBe(TimeSpan.FromMilliseconds(300));
    }

    [Theory]
    [InlineData("faults: [{ at: 1s, kill: 1 }]\nexpect: [{ published: 20, lost: 1..20 }]")]
    [InlineData("faults: [{ at: 1s, kill: 1 }, { at: 15s, restart: 1 }]\nexpect: [{ published: 20, lost: 0, acked: 20 }, { worker: 1, acked: 20 }]")]
    [InlineData("faults: [{ at: 1s, restart: 1 }]\nexpect: [{ lost: 0, duplicates: 0, expired: 0 }]")]
    [InlineData("faults: [{ at: 1s, stop: 1 }]\nexpect: [{ lost: 8..11, expired: 0 }]")]
    [InlineData("faults: [{ loseAcks: 3 }]\nexpect: [{ lost: 0, acked: 20, duplicates: 3, deliveries: 23, messages: 20, latencyMax: '>= 9s' }]")]
    [InlineData("faults: [{ duplicate: 4 }]\nexpect: [{ lost: 0, deliveries: 24, duplicates: 4 }]")]
    [InlineData("faults: [{ delay: 3s }]\nexpect: [{ lost: 0, latencyMax: 3s..4s }]")]
    [InlineData("faults: [{ at: 1s, breakStreams: all }, { at: 1s, failCalls: StreamingPull, count: 3 }]\nexpect: [{ lost: 0, latencyMax: 300ms..1s }]")]
    [InlineData("faults: [{ failCalls: Publish, count: 3 }, { failCalls: Acknowledge, count: 3 }, { failCalls: ModifyAckDeadline }]\nslow: 8s\nexpect: [{ lost: 0 }]")]
    [InlineData("faults: [{ at: 1s, restartBroker: 2s }]\nexpect: [{ lost: 0, acked: 20 }, { at: 2900ms, published: 9..11 }, { at: 4s, published: 20 }]")]
    [InlineData("faults: [{ at: 500ms, snapshot: before, of: all }, { at: 3s, seek: all, to: before }]\nexpect: [{ lost: 0, duplicates: 12..18 }]")]
    [InlineData("expect: [{ at: 1s, published: 10..11, acked: 8..10 }, { published: 20 }]")]
    public void Each_fault_happens_in_virtual_time_as_over_the_wire(string rest)
    {
        var text = rest.Contains("slow:", StringComparison.Ordinal) ? Header.Replace("slow: 100ms\n", "", StringComparison.Ordinal) : Header;
        var result = Run(text + rest).Result;

        result.Outcome.ShouldBe(ExperimentOutcome.Holds, Unmet(result));
    }

    [Fact]
    public void A_seek_to_a_time_brings_again_what_was_acknowledged_after_it()
    {
        var result = Run(
            Header.Replace("{ name: all }", "{ name: all, retainAcked: true }", StringComparison.Ordinal)
            + "faults: [{ at: 4s, seek: all, to: 0s }]\nexpect: [{ lost: 0, duplicates: 20, deliveries: 40 }]").Result;

        result.Outcome.ShouldBe(ExperimentOutcome.Holds, Unmet(result));
    }

    [Theory]
    [InlineData("{ at: 5s, seek: all, to: 0s }", 20, 20)]
    [InlineData("{ at: 5s, seek: all, to: 1950ms }", 0, 0)]
    [InlineData("{ at: 550ms, snapshot: before, of: all }, { at: 5s, seek: all, to: before }", 14, 16)]
    public void A_seek_leaves_over_the_messages_that_it_brings_and_nobody_takes(string seek, int least, int most)
    {
        var result = Run(
            Header.Replace("{ name: all }", "{ name: all, retainAcked: true }", StringComparison.Ordinal)
            + $"faults: [{{ at: 4s, kill: 1 }}, {seek}]\nexpect: [{{ acked: 20 }}]").Result;

        var left = result.Expectations.SingleOrDefault(e => e.What == "messages left over on all");
        (left is null ? 0 : int.Parse(left.Observed.Split(';')[0], CultureInfo.InvariantCulture)).ShouldBeInRange(least, most, Unmet(result));
    }

    [Fact]
    public void A_message_that_a_seek_went_past_is_lost_and_waits_no_longer()
    {
        var result = Run(Header + "faults: [{ at: 1s, kill: 1 }, { at: 15s, seek: all, to: 10s }, { at: 16s, restart: 1 }]\nexpect: [{ waiting: 0, lost: 9..12, acked: 8..11 }]").Result;

        result.Outcome.ShouldBe(ExperimentOutcome.Holds, Unmet(result));
    }

    [Fact]
    public void A_push_endpoint_gets_what_its_subscription_could_get_and_its_failures_come_again()
    {
        var result = Run(
            """
            name: pushed
            subscriptions: [{ name: hook, push: { takes: 50ms, fails: 1, status: 503 } }]
            traffic: [{ count: 10, every: 500ms }]
            expect: [{ subscription: hook, published: 10, acked: 10, nacked: 10, lost: 0 }]
            """).Result;

        result.Outcome.ShouldBe(ExperimentOutcome.Holds, Unmet(result));
    }

    [Fact]
    public void Counts_of_a_subscription_are_of_what_it_could_get()
    {
        var result = Run(
            """
            name: counts
            subscriptions:
              - { name: high, filter: 'attributes.priority = "high"', deadLetter: letters }
              - { name: dead, topic: letters }
              - { name: other, topic: elsewhere }
            workers: [{ subscription: high, handler: flaky }, { subscription: dead }, { subscription: other }]
            failedAttempts: 1000
            traffic:
              - { count: 3, attributes: { priority: high } }
              - { count: 5, attributes: { priority: low } }
              - { count: 7, topic: elsewhere }
            expect:
              - { published: 15, unmatched: 5, lost: 0 }
              - { subscription: high, published: 3, filteredOut: 5, deadLettered: 3, acked: 0, lost: 0 }
              - { subscription: dead, published: 3, acked: 3, lost: 0 }
              - { subscription: other, published: 7, acked: 7, lost: 0, filteredOut: 0 }
            """).Result;

        result.Outcome.ShouldBe(ExperimentOutcome.Holds, Unmet(result));
    }

    [Fact]
    public void The_workers_lease_is_the_deadline_of_its_subscription()
    {
        var result = Run(
            """
            name: lease
            subscriptions: [{ name: all, ackDeadline: 60s }]
            workers: [{ subscription: all, handler: slow, count: 2 }]
            slow: 1s
            within: 5m
            traffic: [{ count: 2 }]
            faults: [{ at: 500ms, kill: 1 }]
            expect: [{ lost: 0, latencyMax: 59s..62s }]
            """).Result;

        result.Outcome.ShouldBe(ExperimentOutcome.Holds, Unmet(result));
    }

    [Theory]
    [InlineData("expect: [{ subscription: all, expired: 0 }]", "does not tell 'expired on all'")]
    [InlineData("faults: [{ loseAcks: 1 }]\nexpect: [{ lost: 0 }]", "cannot be made to fail")]
    public void What_a_backend_cannot_tell_or_do_is_refused_before_the_run(string rest, string why)
    {
        using var world = new VirtualWorld(seed: 0, exact: true);
        var blind = new BlindTransport(world.Session.Transport);
        var context = new ExperimentContext(blind, world.Journal) { Runtime = world.Session.Runtime };
        var result = world.Run(() => FileExperiment.Parse(Header + rest, "orders.yaml").RunAsync(context, CancellationToken.None));

        result.Outcome.ShouldBe(ExperimentOutcome.NotPossible);
        result.Answer.ShouldContain(why);
        blind.Made.ShouldBe(0);
    }

    [Fact]
    public void A_seed_draws_the_same_users_and_another_seed_others()
    {
        const string Drawn = """
            name: drawn
            subscriptions: [{ name: all, filter: 'attributes.user_id = "user1"' }]
            workers: [{ subscription: all }]
            traffic: [{ count: 100, users: 5, task: '{"id":"{uuid}"}' }]
            expect: [{ published: 100 }]
            """;
        var first = Run(Drawn, seed: 3).Journal;

        Run(Drawn, seed: 3).Journal.ShouldBe(first);
        Run(Drawn, seed: 4).Journal.ShouldNotBe(first);
    }

    private static string Read(string file) => File.ReadAllText(Repository.File("docs", "tour", file)).Replace("\r", "", StringComparison.Ordinal);

    private static string Unmet(ExperimentResult result) => $"{result.Answer} {string.Join(' ', result.Expectations.Select(e => e.Reason))}";

    private static (ExperimentResult Result, string Journal) Run(string text, int seed = 0, IFaultControl? faults = null)
    {
        using var world = new VirtualWorld(seed, DispatchOrder.RoundRobin, exact: true);
        var experiment = FileExperiment.Parse(text, "orders.yaml", new EmulatorFilters());
        var context = new ExperimentContext(world.Session.Transport, world.Journal)
        {
            Ports = faults is null ? world.Session.Ports : world.Session.Ports with { Faults = faults }, Runtime = world.Session.Runtime, Seed = seed,
        };
        var result = world.Run(() => experiment.RunAsync(context, CancellationToken.None));
        return (result, string.Join('\n', world.Journal.ReadAll().Select(e => $"{e.At} {e.Kind} {e.Message?.Number} {e.Message?.Text} {e.Message?.UserId} {e.Worker} {e.Attempt} {e.Data}")));
    }

    /// <summary>Faults that cannot be switched on.</summary>
    private sealed class FailingFaults : IFaultControl
    {
        public IReadOnlyList<string> Methods => [];

        public FaultState Read() => FaultState.None;

        public void Delay(TimeSpan time) => throw new InvalidOperationException("no faults today");

        public void DropAcks(int count) => throw new InvalidOperationException("no faults today");

        public void Duplicate(int count) => throw new InvalidOperationException("no faults today");

        public void FailCalls(string method, int count) => throw new InvalidOperationException("no faults today");

        public int BreakStreams(string subscription) => throw new InvalidOperationException("no faults today");

        public void SetDown(bool down) => throw new InvalidOperationException("no faults today");

        public void Clear()
        {
        }
    }

    /// <summary>A broker that tells nothing of what happens inside.</summary>
    private sealed class BlindTransport(ITransport inner) : ITransport
    {
        public int Made { get; private set; }

        public string Description => "blind";

        public async Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation) => await inner.GetCapabilitiesAsync(cancellation) with { BrokerEvents = false };

        public Task EnsureAsync(Topology topology, CancellationToken cancellation)
        {
            Made++;
            return inner.EnsureAsync(topology, cancellation);
        }

        public Task RemoveAsync(Topology topology, CancellationToken cancellation) => inner.RemoveAsync(topology, cancellation);

        public Task ProbeAsync(CancellationToken cancellation) => inner.ProbeAsync(cancellation);

        public Task<string> PublishAsync(string topic, PubSubLab.Handlers.LabTask task, CancellationToken cancellation) => inner.PublishAsync(topic, task, cancellation);

        public Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation) => inner.SubscribeAsync(options, callback, cancellation);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

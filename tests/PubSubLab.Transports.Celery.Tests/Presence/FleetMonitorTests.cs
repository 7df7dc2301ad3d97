using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Ports;
using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Tests.Presence;

public class FleetMonitorTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly FleetMonitor _monitor;

    public FleetMonitorTests() => _monitor = new FleetMonitor(new Silent(), null, _time);

    [Fact]
    public void A_worker_is_there_by_its_heartbeats_and_gone_without_three()
    {
        Take("""{"type":"worker-heartbeat","hostname":"celery@box","freq":2.0,"active":1,"processed":7,"sw_ident":"py-celery","sw_ver":"5.6.2"}""");

        _monitor.Read().ShouldBe([new FleetWorker("celery@box", "py-celery 5.6.2", 1, 7) { WorkedAgo = TimeSpan.Zero }]);
        _time.Advance(TimeSpan.FromSeconds(6));
        _monitor.Read().Single().IsGone.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        var gone = _monitor.Read().Single();
        (gone.IsGone, gone.Active, gone.HeardAgo).ShouldBe((true, 0, TimeSpan.FromSeconds(7)));

        // Back again.
        Take("""{"type":"worker-heartbeat","hostname":"celery@box","freq":2.0,"active":0,"processed":8}""");
        _monitor.Read().Single().IsGone.ShouldBeFalse();

        Take("""{"type":"worker-offline","hostname":"celery@box","freq":2.0}""");
        _monitor.Read().Single().IsGone.ShouldBeTrue("it said good-bye");
        _time.Advance(TimeSpan.FromSeconds(61));
        _monitor.Read().ShouldBeEmpty();
    }

    [Fact]
    public void A_heartbeat_is_no_work()
    {
        Take("""{"type":"worker-online","hostname":"celery@box","freq":2.0}""");
        Take("""{"type":"worker-heartbeat","hostname":"celery@box","freq":2.0,"active":0,"processed":7}""");
        _monitor.Read().Single().WorkedAgo.ShouldNotBeNull("seven tasks are new to us");
        _time.Advance(TimeSpan.FromSeconds(2));
        Take("""{"type":"worker-heartbeat","hostname":"celery@box","freq":2.0,"active":0,"processed":7}""");
        _monitor.Read().Single().WorkedAgo.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Events_of_tasks_come_in_lists_and_are_its_states_in_order()
    {
        Take("""[{"type":"task-started","hostname":"celery@box","uuid":"a","timestamp":1741000002.5},{"type":"task-received","hostname":"celery@box","uuid":"a","timestamp":1741000002,"eta":"2025-03-03T11:08:37+00:00","retries":1}]""");
        Take("""{"type":"task-retried","hostname":"celery@box","uuid":"a","timestamp":1741000003,"exception":"ValueError('no')"}""");
        Take("""{"type":"task-retried","hostname":"celery@box","uuid":"a","timestamp":1741000003,"exception":"ValueError('no')"}""");

        var at = DateTimeOffset.UnixEpoch.AddSeconds(1_741_000_002);
        _monitor.StatesOf("a").ShouldBe(
        [
            new TaskStateChange("RECEIVED", at, "celery@box", "attempt 2, due 1 min 55 s later"), new TaskStateChange("STARTED", at.AddSeconds(0.5), "celery@box", ""),
            new TaskStateChange("RETRY", at.AddSeconds(1), "celery@box", "ValueError('no')"),
        ]);
        _monitor.StatesOf("b").ShouldBeEmpty();
        _monitor.Read().Single().Retried.ShouldBe(2);
    }

    [Theory]
    [InlineData("2025-03-03T11:06:40+00:00", "due 2025-03-03T11:06:40+00:00")]
    [InlineData("2025-03-03T13:06:52+02:00", "due 10 s later")]
    [InlineData("soon", "due soon")]
    public void A_task_says_when_it_is_due(string eta, string detail)
    {
        Take($$"""{"type":"task-received","hostname":"celery@box","uuid":"a","timestamp":1741000002,"eta":"{{eta}}","retries":0}""");
        _monitor.StatesOf("a").Single().Detail.ShouldBe(detail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1,\"x\",null,[]]")]
    [InlineData("{\"type\":7,\"hostname\":8}")]
    [InlineData("{\"type\":\"worker-heartbeat\"}")]
    [InlineData("{\"type\":\"worker-heartbeat\",\"hostname\":\"x\",\"hostname\":\"y\"}")]
    [InlineData("{\"type\":\"task-sent\",\"hostname\":\"gen1@box\",\"uuid\":\"a\"}")]
    public void What_is_no_workers_event_makes_no_worker(string body)
    {
        Take(body);
        _monitor.Read().ShouldBeEmpty();
    }

    [Fact]
    public void Hostile_fields_are_left_out_and_shown_as_text()
    {
        Take("""{"type":"worker-heartbeat","hostname":"c\u001b[2J@box","freq":-1,"active":-3,"processed":1e300,"sw_ident":["x"]}""");
        Take("""{"type":"task-failed","hostname":"c\u001b[2J@box","uuid":"a","timestamp":1e300,"exception":"\u0007bell"}""");

        var worker = _monitor.Read().Single();
        (worker.Active, worker.Processed, worker.Software, worker.Name.Any(char.IsControl)).ShouldBe((0, 0, "", false));
        var state = _monitor.StatesOf("a").Single();
        (state.At, state.Detail.Any(char.IsControl)).ShouldBe((null, false));
    }

    [Fact]
    public void A_flood_of_names_and_tasks_is_bounded()
    {
        for (var i = 0; i < 10_100; i++)
        {
            Take($$"""{"type":"task-started","hostname":"w{{i}}@box","uuid":"t{{i}}","timestamp":{{i}}}""");
        }

        for (var i = 0; i < 500; i++)
        {
            Take($$"""{"type":"task-started","hostname":"w1@box","uuid":"t10099","timestamp":{{20_000 + i}}}""");
        }

        _monitor.Read().Count.ShouldBe(1_000);
        _monitor.StatesOf("t0").ShouldBeEmpty();
        _monitor.StatesOf("t10099").Count.ShouldBe(64);
        _monitor.StatesOf("t10099")[0].At.ShouldBe(DateTimeOffset.UnixEpoch.AddSeconds(10_099), "the beginning is kept");
    }

    [Fact]
    public void Workers_of_this_process_are_not_counted_twice()
    {
        Take($$"""{"type":"worker-heartbeat","hostname":"w1{{NodeIdentity.Suffix}}","freq":2.0}""");
        _monitor.Read().ShouldBeEmpty();
    }

    private void Take(string body) => _monitor.Take(new CeleryMessage { Headers = [], Body = System.Text.Encoding.UTF8.GetBytes(body) });

    private sealed class Silent : IEventSource
    {
        public Task ListenAsync(Action<CeleryMessage> received, CancellationToken cancellation) => Task.CompletedTask;
    }
}

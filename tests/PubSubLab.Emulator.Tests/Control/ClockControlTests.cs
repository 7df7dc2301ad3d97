using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Control;

/// <summary>The clock as a test suite in any language moves it.</summary>
public sealed class ClockControlTests
{
    [Fact]
    public async Task A_lease_is_over_when_the_answer_arrives()
    {
        var clock = new FakeClock();
        await using var live = await StartAsync(clock.Options with { KeepHistory = true });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("a");
        await live.PullAsync();
        using var control = await ControlClient.OpenAsync(live.Emulator);

        var moved = await control.OkAsync("PATCH", "clock", """{"running":false,"advance":"10s"}""");

        moved.GetProperty("time").GetString().ShouldBe("2026-03-14T12:00:10Z");
        moved.GetProperty("running").GetBoolean().ShouldBeFalse();
        live.Emulator.History.Events[^1].Kind.ShouldBe(EmulatorEventKind.LeaseExpired);
        (await live.PullAsync()).ShouldHaveSingleItem();
        (await control.OkAsync("PATCH", "clock", """{"running":true}""")).GetProperty("running").GetBoolean().ShouldBeTrue();
        clock.IsRunning.ShouldBeTrue();
    }

    // Timers that fire later are no help: nothing but the catching up moves this topic on.
    [Fact]
    public async Task What_is_due_happens_without_a_timer()
    {
        var clock = new TimerlessClock();
        await using var live = await StartAsync(new() { KeepHistory = true, TimeProvider = clock, Clock = clock });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("a");
        await live.PullAsync();
        using var control = await ControlClient.OpenAsync(live.Emulator);

        await control.OkAsync("PATCH", "clock", """{"advance":"11s"}""");

        live.Emulator.History.Events[^1].Kind.ShouldBe(EmulatorEventKind.LeaseExpired);
    }

    [Theory]
    [InlineData("""{"advance":"-1s"}""", "advance is \"-1s\": it must be 0s to 31622400s.")]
    [InlineData("""{"advance":"31622401s"}""", "advance is \"31622401s\": it must be 0s to 31622400s.")]
    [InlineData("""{"advance":10}""", "Invalid value at 'advance' (type.googleapis.com/google.protobuf.Duration), 10. It must be a number of seconds with an s, such as \"600s\" or \"1.5s\".")]
    [InlineData("""{"speed":2}""", "Invalid JSON payload received. Unknown name \"speed\": Cannot find field.")]
    public async Task A_wrong_value_is_refused_and_moves_nothing(string body, string sentence)
    {
        var clock = new FakeClock();
        await using var live = await StartAsync(clock.Options);
        using var control = await ControlClient.OpenAsync(live.Emulator);
        var before = clock.Time.GetUtcNow();

        (await control.FailsAsync(400, "INVALID_ARGUMENT", "PATCH", "clock", body)).ShouldBe(sentence);

        clock.Time.GetUtcNow().ShouldBe(before);
        clock.IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task Time_does_not_run_out()
    {
        var clock = new FakeClock();
        clock.Time.SetUtcNow(new DateTimeOffset(8999, 12, 31, 0, 0, 0, TimeSpan.Zero));
        await using var live = await StartAsync(clock.Options);
        using var control = await ControlClient.OpenAsync(live.Emulator);

        (await control.FailsAsync(400, "INVALID_ARGUMENT", "PATCH", "clock", """{"advance":"86401s"}""")).ShouldContain("time stays before the year 9000");
    }

    [Fact]
    public async Task A_clock_that_nobody_lent_stays()
    {
        await using var live = await StartAsync();
        using var control = await ControlClient.OpenAsync(live.Emulator);

        (await control.OkAsync("GET", "clock")).GetProperty("movable").GetBoolean().ShouldBeFalse();
        (await control.FailsAsync(400, "FAILED_PRECONDITION", "PATCH", "clock", """{"running":false}"""))
            .ShouldBe("The clock of this emulator cannot be moved. Start it with the emulator verb, or set PubSubEmulatorOptions.Clock.");
    }

    private sealed class TimerlessClock : TimeProvider, IEmulatorClock
    {
        private long _ticks;

        public bool IsRunning => false;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Run()
        {
        }

        public void Stop()
        {
        }

        public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

        public override long GetTimestamp() => Volatile.Read(ref _ticks);

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(56).AddTicks(GetTimestamp());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}

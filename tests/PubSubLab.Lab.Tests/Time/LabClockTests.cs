using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Time;

namespace PubSubLab.Lab.Tests.Time;

public sealed class LabClockTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Goes_as_the_machines_clock_until_it_is_touched()
    {
        var (real, clock) = Clocks();
        real.Advance(TimeSpan.FromSeconds(3));

        clock.GetUtcNow().ShouldBe(s_start.AddSeconds(3));
        clock.IsReal.ShouldBeTrue();
    }

    [Fact]
    public void Stands_still_and_goes_on_from_where_it_stood()
    {
        var (real, clock) = Clocks();
        real.Advance(TimeSpan.FromSeconds(1));
        clock.SetSpeed(0);
        real.Advance(TimeSpan.FromMinutes(5));
        clock.GetUtcNow().ShouldBe(s_start.AddSeconds(1));

        clock.SetSpeed(1);
        real.Advance(TimeSpan.FromSeconds(2));
        clock.GetUtcNow().ShouldBe(s_start.AddSeconds(3));
        clock.IsReal.ShouldBeFalse();
    }

    [Fact]
    public async Task A_wait_does_not_end_while_time_stands_still_and_ends_when_it_has_passed()
    {
        var (real, clock) = Clocks();
        var wait = Task.Delay(TimeSpan.FromSeconds(10), clock);
        clock.SetSpeed(0);
        real.Advance(TimeSpan.FromMinutes(1));
        wait.IsCompleted.ShouldBeFalse();

        clock.SetSpeed(1);
        real.Advance(TimeSpan.FromSeconds(10));
        await wait.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task At_ten_times_the_speed_a_wait_takes_a_tenth()
    {
        var (real, clock) = Clocks();
        clock.SetSpeed(10);
        var wait = Task.Delay(TimeSpan.FromSeconds(10), clock);
        real.Advance(TimeSpan.FromMilliseconds(990));
        wait.IsCompleted.ShouldBeFalse();

        real.Advance(TimeSpan.FromMilliseconds(20));
        await wait.WaitAsync(TimeSpan.FromSeconds(20));
        (clock.GetUtcNow() - s_start).ShouldBe(TimeSpan.FromSeconds(10.1));
    }

    [Fact]
    public async Task A_step_goes_to_the_next_deadline_and_no_further()
    {
        var (_, clock) = Clocks();
        clock.SetSpeed(0);
        var near = Task.Delay(TimeSpan.FromSeconds(7), clock);
        var far = Task.Delay(TimeSpan.FromSeconds(60), clock);

        clock.Step().ShouldBe(TimeSpan.FromSeconds(7));
        await near.WaitAsync(TimeSpan.FromSeconds(20));
        far.IsCompleted.ShouldBeFalse();
        clock.Step().ShouldBe(TimeSpan.FromSeconds(53));
        await far.WaitAsync(TimeSpan.FromSeconds(20));
        clock.Step().ShouldBeNull();
    }

    [Fact]
    public async Task Short_waits_pass_while_time_stands_still()
    {
        var (real, clock) = Clocks();
        clock.SetSpeed(0);
        var plumbing = Task.Delay(TimeSpan.FromMilliseconds(50), clock);
        real.Advance(TimeSpan.FromMilliseconds(60));

        await plumbing.WaitAsync(TimeSpan.FromSeconds(20));
        clock.GetUtcNow().ShouldBe(s_start);
    }

    [Fact]
    public async Task The_short_rest_of_a_longer_wait_is_a_step()
    {
        var (_, clock) = Clocks();
        clock.SetSpeed(0);
        var rest = Task.Delay(TimeSpan.FromMilliseconds(23), clock);
        var later = Task.Delay(TimeSpan.FromSeconds(20), clock);

        clock.Step().ShouldBe(TimeSpan.FromMilliseconds(23));
        await rest.WaitAsync(TimeSpan.FromSeconds(20));
        later.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public void A_step_does_not_leap_to_what_nobody_waits_for()
    {
        var (_, clock) = Clocks();
        using var retention = clock.CreateTimer(_ => { }, null, TimeSpan.FromDays(7), Timeout.InfiniteTimeSpan);

        clock.Step().ShouldBeNull();
        clock.GetUtcNow().ShouldBe(s_start);
    }

    [Fact]
    public void What_is_due_happens_in_its_order_and_at_its_time()
    {
        using var clock = LabClock.Manual(s_start);
        var seen = new List<string>();
        using var b = clock.CreateTimer(_ => seen.Add($"b {(clock.GetUtcNow() - s_start).TotalSeconds}"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        using var a = clock.CreateTimer(_ => seen.Add($"a {(clock.GetUtcNow() - s_start).TotalSeconds}"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(5));

        seen.ShouldBe(["a 1", "b 2", "b 4"]);
        clock.GetUtcNow().ShouldBe(s_start.AddSeconds(5));
    }

    [Fact]
    public void A_run_on_one_thread_takes_the_labs_time_and_not_ours()
    {
        using var clock = LabClock.Manual(s_start);
        var took = new OneThread(clock).Run(
            async () =>
            {
                await Task.Delay(TimeSpan.FromMinutes(10), clock);
                return clock.GetUtcNow() - s_start;
            },
            TimeSpan.FromHours(1));

        took.ShouldBe(TimeSpan.FromMinutes(10));
        Should.Throw<LabException>(() => new OneThread(clock).Run(() => new TaskCompletionSource<int>().Task, TimeSpan.FromSeconds(1)))
            .Message.ShouldContain("had not ended");
    }

    private static (FakeTimeProvider Real, LabClock Clock) Clocks()
    {
        var real = new FakeTimeProvider(s_start);
        return (real, new LabClock(real));
    }
}

using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Tests.Support;

namespace PubSubLab.Lab.Tests.Publishing;

public sealed class PaceTests
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_wait_that_has_begun_is_shortened_by_what_is_left_of_it() => VirtualTime.Run(async time =>
    {
        var (journal, publisher) = Lab(time);
        var publishing = publisher.PublishAsync(Order(3));
        await Task.Delay(TimeSpan.FromSeconds(4), time.Clock);
        publisher.Pace.Change(2);
        publisher.Pace.Every.ShouldBe(s_every / 2);
        await publishing;

        // 4 s of 10 have passed, the other 6 go twice as fast; then 5 s.
        Times(journal).ShouldBe([0, 7, 12], 0.02);
        publisher.Pace.Every.ShouldBeNull("no order goes at a rate any more");
    });

    [Fact]
    public void It_can_be_turned_more_than_once_in_one_wait() => VirtualTime.Run(async time =>
    {
        var (journal, publisher) = Lab(time);
        var publishing = publisher.PublishAsync(Order(2));
        await Task.Delay(TimeSpan.FromSeconds(2), time.Clock);
        publisher.Pace.Change(0.5);
        await Task.Delay(TimeSpan.FromSeconds(4), time.Clock);
        publisher.Pace.Change(1);
        await publishing;

        // 2 s, then 4 s that count half, then the 6 that are left.
        Times(journal).ShouldBe([0, 12], 0.02);
    });

    [Fact]
    public void Tasks_that_follow_closer_than_a_timer_can_count_go_in_bundles_at_their_rate() => VirtualTime.Run(async time =>
    {
        var clock = new TimerCounter(time.Clock);
        var journal = new LabJournal(clock);
        var publisher = new Publisher(new InMemoryTransport(time.Clock), journal, "t");
        await publisher.PublishAsync(Order(1_000) with { Every = TimeSpan.FromMilliseconds(0.1) });

        var times = Times(journal).ToList();
        times[^1].ShouldBe(0.1, 0.002);
        times[500].ShouldBe(0.05, 0.002);
    });

    [Theory]
    [InlineData(1_000, 16)]
    [InlineData(0, 0.0625)]
    public void It_stays_within_its_limits(double asked, double factor)
    {
        var pace = new Pace();
        pace.Change(asked);
        pace.Factor.ShouldBe(factor);
    }

    [Fact]
    public void Of_several_orders_the_fastest_is_told() => VirtualTime.Run(async time =>
    {
        var (_, publisher) = Lab(time);
        using var stop = new CancellationTokenSource();
        var slow = publisher.PublishAsync(Order(null), null, stop.Token);
        var fast = publisher.PublishAsync(Order(null) with { Every = TimeSpan.FromSeconds(1) }, null, stop.Token);
        publisher.Pace.Every.ShouldBe(TimeSpan.FromSeconds(1));
#pragma warning disable CA1849, MA0042 // CancelAsync would leave the one thread.
        stop.Cancel();
#pragma warning restore CA1849, MA0042
        await Task.WhenAll(slow, fast);
        publisher.Pace.Every.ShouldBeNull();
    });

    private static (LabJournal Journal, Publisher Publisher) Lab(VirtualTime time)
    {
        var journal = new LabJournal(time.Clock);
        return (journal, new Publisher(new InMemoryTransport(time.Clock), journal, "t"));
    }

    private static PublishOrder Order(int? count) => new(new TaskDraft()) { Count = count, Every = s_every };

    private static IEnumerable<double> Times(LabJournal journal) => journal.ReadAll().Where(e => e.Kind == LabEventKind.Published).Select(e => e.At.TotalSeconds);

    private sealed class TimerCounter(TimeProvider clock) : TimeProvider
    {
        private int _timers;

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (++_timers).ShouldBeLessThan(150, "a timer for each task would turn in circles");

            // As the system's timers do: what is less than a millisecond is none.
            return clock.CreateTimer(callback, state, TimeSpan.FromMilliseconds(Math.Floor(dueTime.TotalMilliseconds)), period);
        }
    }
}

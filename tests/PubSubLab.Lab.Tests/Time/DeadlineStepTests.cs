using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Time;

namespace PubSubLab.Lab.Tests.Time;

public sealed class DeadlineStepTests : IDisposable
{
    private static readonly MessageFacts s_message = new("m1", "t", ReadOnlyMemory<byte>.Empty, new Dictionary<string, string>(), "");

    private readonly FakeTimeProvider _machine = new();
    private readonly LabClock _clock;
    private readonly LabJournal _journal;
    private readonly List<(TimeSpan At, TaskCompletionSource Fired)> _deadlines = [];

    public DeadlineStepTests()
    {
        _clock = new LabClock(_machine);
        _clock.SetSpeed(0);
        _journal = new LabJournal(_clock);
    }

    public void Dispose() => _clock.Dispose();

    [Fact]
    public async Task It_goes_on_to_where_something_happens()
    {
        _journal.Append(LabEventKind.Delivered, s_message, "w1", "s");
        using var inVain = At(7, () => { });
        using var lease = At(10, () => _journal.Append(LabEventKind.LeaseExpired, s_message, "w1", "s"));
        using var later = At(11, () => _journal.Append(LabEventKind.Nacked, s_message, "w2", "s"));

        var step = (await RunAsync()).ShouldNotBeNull();
        (step.Moved, step.First?.Kind, _journal.Now).ShouldBe((TimeSpan.FromSeconds(10), LabEventKind.LeaseExpired, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Where_nothing_is_in_hand_and_nothing_waits_it_goes_to_one_deadline_and_no_further()
    {
        using var first = At(25, () => { });
        using var second = At(50, () => { });

        var step = (await RunAsync()).ShouldNotBeNull();
        (step.Moved, step.First).ShouldBe((TimeSpan.FromSeconds(25), null));
        _journal.Now.ShouldBe(TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task What_an_earlier_deadline_set_off_is_not_taken_for_what_this_one_came_to()
    {
        _journal.Append(LabEventKind.Delivered, s_message, "w1", "s");
        using var lease = At(60, () => _journal.Append(LabEventKind.LeaseExpired, s_message, "w1", "s"));

        // By the machine's clock: it was on its way when the step was asked for.
        using var late = _machine.CreateTimer(_ => _journal.Append(LabEventKind.Published, s_message), null, TimeSpan.FromMilliseconds(10), Timeout.InfiniteTimeSpan);

        var step = (await RunAsync()).ShouldNotBeNull();
        (step.Moved, step.First?.Kind).ShouldBe((TimeSpan.FromSeconds(60), LabEventKind.LeaseExpired));
    }

    [Fact]
    public async Task It_ends_where_somebody_lets_time_run()
    {
        _journal.Append(LabEventKind.Published, s_message);
        using var first = At(25, () => _clock.SetSpeed(1));
        using var second = At(50, () => { });

        var step = (await RunAsync()).ShouldNotBeNull();
        (step.Moved, step.InVain, step.First).ShouldBe((TimeSpan.FromSeconds(25), 1, null));
    }

    [Fact]
    public async Task Where_there_is_no_deadline_time_stays()
    {
        _journal.Append(LabEventKind.Published, s_message);
        (await RunAsync()).ShouldBeNull();
        _journal.Now.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_only_ever_wakes_up_in_vain_does_not_keep_it_for_ever()
    {
        _journal.Append(LabEventKind.Published, s_message);
        using var ping = _clock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(25));

        var step = (await RunAsync()).ShouldNotBeNull();
        (step.Moved, step.InVain, step.First).ShouldBe((TimeSpan.FromSeconds(500), 20, null));
    }

    private ITimer At(int seconds, Action act)
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _deadlines.Add((TimeSpan.FromSeconds(seconds), fired));
        return _clock.CreateTimer(
            _ =>
            {
                act();
                fired.SetResult();
            },
            null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
    }

    private async Task<DeadlineStep?> RunAsync()
    {
        var run = Task.Run(() => DeadlineStep.RunAsync(_clock, _journal, TestContext.Current.CancellationToken));
        while (!run.IsCompleted)
        {
            // A deadline's effect comes on another thread; the machine's time moves after it.
            await Task.WhenAll(_deadlines.Where(d => d.At <= _journal.Now).Select(d => d.Fired.Task));
            _machine.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        return await run;
    }
}

using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab;
using PubSubLab.Lab.Runtime;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Tests.State;

public class BackgroundWorkTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _errors = [];

    [Fact]
    public async Task What_a_person_can_mend_comes_back_as_its_sentence_on_the_screens_thread()
    {
        await using var work = new BackgroundWork(_time, MachineRuntime.Instance, _errors.Add);
        work.Start(_ => throw new LabException("The broker is gone. Start it again."));
        SpinWait.SpinUntil(() => !work.IsBusy, TimeSpan.FromSeconds(20)).ShouldBeTrue();

        _errors.ShouldBeEmpty("nothing is said before the screen asks");
        work.Drain();
        _errors.ShouldBe(["The broker is gone. Start it again."]);
    }

    [Fact]
    public async Task On_the_deterministic_runtime_work_has_run_when_it_was_started()
    {
        await using var work = new BackgroundWork(_time, DeterministicRuntime.Instance, _errors.Add);
        work.Start(_ => throw new LabException("The broker is gone. Start it again."));

        work.IsBusy.ShouldBeFalse();
        work.Drain();
        _errors.ShouldBe(["The broker is gone. Start it again."]);
    }

    [Fact]
    public async Task Work_is_told_to_end_with_the_screen_and_waited_for()
    {
        var ended = false;
        var work = new BackgroundWork(_time, MachineRuntime.Instance, _errors.Add);
        work.Start(async ending =>
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, ending);
            }
            finally
            {
                ended = true;
            }
        });

        await work.DisposeAsync();
        ended.ShouldBeTrue();
    }

    [Fact]
    public async Task Work_that_does_not_end_does_not_keep_a_person_from_leaving()
    {
        var never = new TaskCompletionSource();
        var work = new BackgroundWork(_time, MachineRuntime.Instance, _errors.Add);
        work.Start(_ => never.Task);

        var closing = work.DisposeAsync().AsTask();
        closing.IsCompleted.ShouldBeFalse();
        SpinWait.SpinUntil(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return closing.IsCompleted;
            },
            TimeSpan.FromSeconds(20)).ShouldBeTrue();
        await closing;
        never.SetResult();
    }
}

using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Runtime;
using PubSubLab.Lab.Tests.Support;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Tests.Runtime;

public sealed class LabRuntimeTests
{
    [Fact]
    public void Deterministic_suffixes_tell_the_position_and_the_machines_are_new_each_time()
    {
        DeterministicRuntime.Instance.SuffixAt(26).ShouldBe("0000001a");
        MachineRuntime.Instance.SuffixAt(26).ShouldNotBe(MachineRuntime.Instance.SuffixAt(26));
        MachineRuntime.Instance.SuffixAt(26).Length.ShouldBe(8);
    }

    [Fact]
    public void Names_come_out_the_same_on_the_deterministic_runtime_and_differ_on_the_machines()
    {
        NamesOn(DeterministicRuntime.Instance).ShouldBe(NamesOn(DeterministicRuntime.Instance));
        foreach (var (one, other) in NamesOn(MachineRuntime.Instance).Zip(NamesOn(MachineRuntime.Instance)))
        {
            one.ShouldNotBe(other);
        }
    }

    [Fact]
    public async Task Deterministic_work_runs_on_the_callers_thread_and_the_machines_on_the_pool()
    {
        var caller = Environment.CurrentManagedThreadId;
        var ranOn = 0;
        DeterministicRuntime.Instance.StartAsync(RunAsync).IsCompleted.ShouldBeTrue();
        ranOn.ShouldBe(caller);

        var onPool = false;
        await MachineRuntime.Instance.StartAsync(() =>
        {
            onPool = Thread.CurrentThread.IsThreadPoolThread && SynchronizationContext.Current is null;
            return Task.CompletedTask;
        });
        onPool.ShouldBeTrue();

        Task RunAsync()
        {
            ranOn = Environment.CurrentManagedThreadId;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void A_manual_clock_is_not_a_stopped_one()
    {
        using var manual = LabClock.Manual(DateTimeOffset.UnixEpoch);
        using var stopped = LabClock.Stopped(DateTimeOffset.UnixEpoch);

        (manual.Speed, stopped.Speed).ShouldBe((1, 0));
    }

    private static string[] NamesOn(ILabRuntime runtime) => VirtualTime.Run(async time =>
    {
        await using var session = new LabSession(new InMemoryTransport(time.Clock), new LabJournal(time.Clock), runtime: runtime);
        var context = new ExperimentContext(session.Transport, session.Journal) { Runtime = session.Runtime };
        await using var scene = await context.OpenAsync("names", [new SubscriptionSpec("all", "")], null, CancellationToken.None);
        var strategy = RoutingCatalog.Get("prefix");
        return new[] { scene.Topic, session.Router.PublishTo(strategy, Guid.Empty).Topic, await session.UseTemporarySubscriptionAsync(CancellationToken.None) };
    });
}

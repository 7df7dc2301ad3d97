using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Experiments.Files;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Tests.Support;

namespace PubSubLab.Lab.Tests.Experiments;

/// <summary>The ends of programs in a run.</summary>
public sealed class PlanWorkersTests
{
    private const string Text = """
        name: own
        subscriptions: [{ name: orders }]
        workers: [{ subscription: orders, external: true, command: serve, connects: 0s, count: 2 }]
        traffic: [{ count: 1 }]
        expect: [{ acked: 1 }]
        """;

    [Fact]
    public void A_run_that_ends_does_not_wait_for_a_restart_and_kills_the_program() => VirtualTime.Run(async time =>
    {
        var programs = new StubbornPrograms();
        var (scene, workers) = await StartAsync(time, programs);
        await using var open = scene;
        using var over = new CancellationTokenSource();
        var restart = workers.RestartAsync(1, over.Token);

#pragma warning disable CA1849, MA0042 // On one thread too: CancelAsync would leave it.
        over.Cancel();
#pragma warning restore CA1849, MA0042
        await Task.WhenAny(restart);

        restart.IsCanceled.ShouldBeTrue();
        await workers.DisposeAsync();
        await workers.StoppedAsync();
        programs.Started.Select(p => p.IsDisposed).ShouldBe([true, true]);
    });

    [Fact]
    public void A_program_that_fails_to_end_keeps_no_other_from_its_end() => VirtualTime.Run(async time =>
    {
        var programs = new StubbornPrograms();
        var (scene, workers) = await StartAsync(time, programs);
        await using var open = scene;
        programs.Started[0].Failure = new IOException("broken");

        var ending = workers.DisposeAsync().AsTask();
        await Task.WhenAny(ending);

        ending.Exception!.InnerException.ShouldBe(programs.Started[0].Failure);
        programs.Started.Select(p => p.IsDisposed).ShouldBe([true, true]);
    });

    private static async Task<(Scene Scene, PlanWorkers Workers)> StartAsync(VirtualTime time, StubbornPrograms programs)
    {
        var plan = PlanReader.Read(Text, "own.yaml");
        var context = new ExperimentContext(new InMemoryTransport(time.Clock), new LabJournal(time.Clock)) { Ports = new() { Programs = programs } };
        var scene = await context.OpenAsync("file", [.. plan.Subscriptions.Select(s => s.Spec)], context.HandlerOptions, CancellationToken.None, plan.Topic);
        var workers = new PlanWorkers(plan, context, scene);
        await workers.StartAsync(CancellationToken.None);
        return (scene, workers);
    }

    private sealed class StubbornPrograms : IProgramHost
    {
        public List<StubbornProgram> Started { get; } = [];

        public string EmulatorHost => "localhost:1";

        public string Project => "demo";

        public IStartedProgram Start(string command, string folder, IReadOnlyDictionary<string, string> environment)
        {
            Started.Add(new StubbornProgram());
            return Started[^1];
        }
    }

    /// <summary>Ends only when it is killed.</summary>
    private sealed class StubbornProgram : IStartedProgram
    {
        private readonly TaskCompletionSource _ended = new();

        public bool IsDisposed { get; private set; }

        public Exception? Failure { get; set; }

        public Task Ended => _ended.Task;

        public int? ExitCode => _ended.Task.IsCompleted ? 137 : null;

        public IReadOnlyList<string> LastLines => [];

        public void Kill() => _ended.TrySetResult();

        public Task StopAsync(TimeSpan timeout) => Ended;

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            Kill();
            return Failure is null ? ValueTask.CompletedTask : ValueTask.FromException(Failure);
        }
    }
}

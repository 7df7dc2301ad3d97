using PubSubLab.Configuration;
using PubSubLab.Embedded;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Runtime;
using PubSubLab.Lab.Transports;
using PubSubLab.Output;

namespace PubSubLab.Experiments;

/// <summary>
/// Runs experiments without a screen: in virtual time where broker, workers and handlers are all in this process, else on the machine's clock.
/// </summary>
internal static class ExperimentRunner
{
    /// <summary>Runs one. A backend that cannot be opened is a result too.</summary>
    /// <param name="order">The experiment.</param>
    /// <param name="say">Gets each step, with the lab's time.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static async Task<FinishedRun> RunAsync(RunOrder order, Action<TimeSpan, string> say, CancellationToken cancellation)
    {
        try
        {
            return IsVirtual(order)
                ? await Task.Factory.StartNew(() => RunVirtual(order, say, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                : await RunRealAsync(order, say, cancellation);
        }
        catch (Exception e) when (e is LabException || (e is not (IOException or UnauthorizedAccessException) && !cancellation.IsCancellationRequested))
        {
            // A bug too is the result of this run alone: those of the others are printed. Output that cannot be written fails them all.
            var reason = e is LabException or SettingsException ? e.Message : Failures.Sentence(e, null);
            return new FinishedRun(order.Label, ExperimentResult.NotPossible(order.Experiment.Name, reason), order.Embedded.Seed, TimeSpan.Zero, false) { IsProblem = true };
        }
    }

    // A person's own handlers may wait for anything outside.
    private static bool IsVirtual(RunOrder order) =>
        !order.RealTime && !order.Handlers.HasFiles && order.Setup.Backend.InVirtualTime is not null && !order.Experiment.NeedsRealTime(order.Setup.Compare());

    private static FinishedRun RunVirtual(RunOrder order, Action<TimeSpan, string> say, CancellationToken cancellation)
    {
        using var world = new VirtualWorld(order.Embedded.Seed, order.Embedded.Dispatch, order.Handlers, exact: true);
        using var ending = new CancellationTokenSource();
        var opened = order.Setup.Backend.InVirtualTime!(world);
        var ports = opened.Transport == world.Session.Transport ? world.Session.Ports : LabPorts.None;
        var run = RunOn(order, opened.Transport, world.Journal, ports, world.Session.Runtime, say, world);
        var result = world.Run(
            async () =>
            {
                await using (opened.Owner)
                {
                    return await run(ending.Token);
                }
            },
            () =>
        {
            // On the world's own thread: a signal comes on another.
            if (cancellation.IsCancellationRequested)
            {
                ending.Cancel();
            }
        });
        return new FinishedRun(order.Label, result, order.Embedded.Seed, world.Journal.Now, true);
    }

    private static async Task<FinishedRun> RunRealAsync(RunOrder order, Action<TimeSpan, string> say, CancellationToken cancellation)
    {
        var journal = new LabJournal();
        await using var backend = await order.Setup.Backend.OpenAsync(journal, order.Embedded, cancellation);
        var result = await RunOn(order, backend.Transport, journal, backend.Ports, MachineRuntime.Instance, say)(cancellation);
        return new FinishedRun(order.Label, result, order.Embedded.Seed, journal.Now, false);
    }

    private static Func<CancellationToken, Task<ExperimentResult>> RunOn(
        RunOrder order, ITransport transport, LabJournal journal, LabPorts ports, ILabRuntime runtime, Action<TimeSpan, string> say, VirtualWorld? world = null)
    {
        void Say(string line) => say(journal.Now, line);
        Say($"{order.Experiment.Question} ({transport.Description})");
        var context = new ExperimentContext(transport, journal, order.Handlers, Say)
        {
            Workers = order.Workers, Messages = order.Messages, Routing = order.Routing, Seed = order.Embedded.Seed, Ports = ports, Runtime = runtime,
            Backends = order.Setup.Compare(world),
        };
        return cancellation => order.Experiment.RunAsync(context, cancellation);
    }
}

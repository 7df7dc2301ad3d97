using System.Globalization;
using System.Text;
using PubSubLab.Emulator;
using PubSubLab.Simulation.Actors;
using PubSubLab.Simulation.Checks;
using PubSubLab.Simulation.Disks;
using PubSubLab.Simulation.Network;
using PubSubLab.Simulation.Servers;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation;

/// <summary>Runs the emulator's services and our client in one world, as a seed says.</summary>
internal static class SeededRun
{
    private static readonly TimeSpan s_limit = TimeSpan.FromHours(6);

    /// <summary>Runs a seed to its end.</summary>
    /// <exception cref="FoundFaultException">A rule was broken. The message has the seed, the step and the last lines of the trace.</exception>
    public static SimulationResult Run(ulong seed, SimulationSettings? settings = null)
    {
        settings ??= new SimulationSettings();
        var draws = new Draws(seed);
        using var world = new World(draws, settings.WholeTrace);
        var network = new SimulatedNetwork(world, draws.Fork());
        var ledger = new Ledger(world, settings.Faults);
        var stage = new Stage(world, network, ledger);
        var planted = settings.Plant?.Invoke();
        // From a sequence of their own: a seed means the same with a disk and without.
        var diskDraws = new Draws(~seed);
        var hasDisk = diskDraws.Chance(0.5);
        using var disk = settings.Disk ?? hasDisk ? new SimulatedDisk(world, diskDraws, planted) : null;
        var host = new ServerHost(world, network, ledger, disk is null ? new NoDisk() : disk, planted);
        using var endpoint = new PushEndpointActor(stage, () => host.Process.Time);
        host.Options = new PubSubEmulatorOptions
        {
            Seed = draws.Below(int.MaxValue),
            Dispatch = draws.Of(DispatchOrder.RoundRobin, DispatchOrder.Random),
            Observer = planted is null ? ledger : new Both(ledger, planted),
            PushHandler = endpoint,
        };
        network.Meddler = planted is null ? null : planted.Meddle;
        world.Stepped = host.Stepped;
        world.Quiet = host.Quiet;
        var director = new Director(stage, host, disk, settings.Faults);
        try
        {
            world.Run(director.RunAsync, director.Process, s_limit);
        }
        catch (FoundFaultException e)
        {
            throw new FoundFaultException(Describe(seed, world, e), e);
        }

        return new SimulationResult(
            seed, world.Trace.Hash, world.Steps, world.Elapsed, ledger.Published, ledger.Deliveries, ledger.LeasesExpired, ledger.DeadLettered, ledger.Returns, world.Trace.All);
    }

    private static string Describe(ulong seed, World world, FoundFaultException fault)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seed {seed}, step {world.Steps}, {world.Elapsed} after the begin: {fault.Message}.");
        text.AppendLine("The trace (step, ticks, event):");
        return text.AppendJoin('\n', world.Trace.All.Length > 0 ? [world.Trace.All] : world.Trace.Last).ToString();
    }

    private sealed class Both(IEmulatorObserver first, PlantedFault second) : IEmulatorObserver
    {
        public void OnEvent(in EmulatorEvent e)
        {
            first.OnEvent(e);
            second.Hear(e);
        }
    }
}

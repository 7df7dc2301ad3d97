using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Simulation.Checks;
using PubSubLab.Simulation.Network;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Servers;

/// <summary>The server of a world: starts it with its topology, kills it, and starts it again at the same address.</summary>
/// <param name="world">The world.</param>
/// <param name="network">The network, which has the address.</param>
/// <param name="ledger">The promises.</param>
/// <param name="disk">The part that outlives a kill.</param>
/// <param name="planted">The fault that a test plants; null for none.</param>
internal sealed class ServerHost(World world, SimulatedNetwork network, Ledger ledger, IServerDisk disk, PlantedFault? planted)
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(3);

    private readonly List<Topic> _topics = [];
    private readonly List<Subscription> _subscriptions = [];
    private ServerCheck? _check;
    private int _starts;
    private int _kills;

    /// <summary>The options of each start, besides its clock.</summary>
    public PubSubEmulatorOptions Options { get; set; } = new();

    public SimulatedServer? Server { get; private set; }

    public SimulatedProcess Process { get; private set; } = new(world, "server");

    /// <summary>Whether every subscription has let go of every message.</summary>
    public bool IsDrained => Server is not null && _check!.IsDrained();

    /// <summary>The messages that are left, in words.</summary>
    public string Left => Server is null ? "The server is down" : _check!.Left();

    public void Add(Topic topic) => _topics.Add(topic);

    public void Add(Subscription subscription) => _subscriptions.Add(subscription);

    /// <summary>Starts the server in a new process. It takes connections as soon as it has its topology.</summary>
    public void Start()
    {
        var process = Process = new SimulatedProcess(world, $"server{++_starts}");
        process.Post(_ => Open(process), null);
    }

    /// <summary>Kills the server, as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        world.Note($"{Process.Name} is killed");
        _kills++;
        if (Server is not null)
        {
            _check!.AboutToForget();
        }

        Process.Kill();
        network.Server = null;
        network.CutAll();
        Server = null;
        disk.Kill();
        if (!disk.Keeps)
        {
            ledger.Forget();
        }
    }

    public void Stepped(SimulatedProcess process)
    {
        if (process == Process && Server is not null)
        {
            _check!.AfterStep();
        }
    }

    public void Quiet()
    {
        if (Server is not null)
        {
            _check!.WhenQuiet();
        }
    }

    private void StartUnlessKilled(int kills)
    {
        if (kills == _kills)
        {
            Start();
        }
    }

    private void Open(SimulatedProcess process)
    {
        Broker broker;
        try
        {
            broker = disk.Open(Options with { TimeProvider = planted?.Time(process.Time) ?? process.Time }, process);
        }
        catch (IOException e)
        {
            // The process ends, and its supervisor starts it again.
            world.Note($"{process.Name} does not start: {e.Message}");
            process.Kill();
            var kills = _kills;
            world.Clock.CreateTimer(_ => StartUnlessKilled(kills), null, s_again, Timeout.InfiniteTimeSpan);
            return;
        }

        planted?.Settle(broker, process);
        var server = new SimulatedServer(world, process, broker, ledger);
        planted?.Replace(server.Methods);
        _check = new ServerCheck(world, ledger, server, disk);
        if (_starts == 1 || !disk.Keeps)
        {
            _topics.ForEach(server.Create);
            _subscriptions.ForEach(server.Create);
        }
        else
        {
            _check.AfterReturn();
        }

        broker.BeginPush();
        Server = server;
        network.Server = server;
    }
}

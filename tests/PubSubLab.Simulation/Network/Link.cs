using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Network;

/// <summary>One connection between a client and the server, from its opening to its cut. A cut is found out by each side in its own time.</summary>
internal sealed class Link(SimulatedNetwork network, ICallServer server, string name)
{
    private readonly List<SimulatedCall> _calls = [];

    public string Name => name;

    public SimulatedNetwork Network => network;

    public ICallServer Server => server;

    public bool IsCut { get; private set; }

    /// <summary>Whether the client knows of the cut.</summary>
    public bool IsLostForClient { get; private set; }

    /// <summary>Whether the server knows of the cut.</summary>
    public bool IsLostForServer { get; private set; }

    public void Add(SimulatedCall call) => _calls.Add(call);

    public void Remove(SimulatedCall call) => _calls.Remove(call);

    public void Cut()
    {
        if (IsCut)
        {
            return;
        }

        IsCut = true;
        network.World.Note($"{name} is cut");
        network.After(Detection(), () =>
        {
            IsLostForClient = true;
            Tell(static call => call.LoseClient());
        });
        network.After(Detection(), () =>
        {
            IsLostForServer = true;
            Tell(static call => call.LoseServer());
        });
    }

    private void Tell(Action<SimulatedCall> lost)
    {
        foreach (var call in _calls.ToArray())
        {
            lost(call);
        }
    }

    private TimeSpan Detection() => network.Draws.Chance(0.5)
        ? TimeSpan.FromMicroseconds(network.Draws.Between(0, 2000))
        : network.Draws.Duration(TimeSpan.FromMilliseconds(1), network.Faults.LongestDetection);
}

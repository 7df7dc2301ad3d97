using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Network;

/// <summary>The network between the clients of a world and its server.</summary>
internal sealed class SimulatedNetwork(World world, Draws draws)
{
    private readonly List<Link> _links = [];
    private int _opened;

    public World World => world;

    public Draws Draws => draws;

    public NetworkFaults Faults { get; set; } = NetworkFaults.None;

    /// <summary>The server behind it.</summary>
    public ICallServer? Server { get; set; }

    /// <summary>Whether nothing gets through.</summary>
    public bool IsParted { get; private set; }

    /// <summary>Changes frames on their way, for faults that tests plant. Default: none.</summary>
    public Func<SimulatedCall, WireFrame, bool, IEnumerable<WireFrame>>? Meddler { get; set; }

    /// <summary>A new connection; null where none can be opened now.</summary>
    public Link? Open(string client)
    {
        if (IsParted || Server is null || !Server.IsUp)
        {
            return null;
        }

        _links.RemoveAll(static link => link.IsCut);
        var link = new Link(this, Server, $"{client}#{++_opened}");
        _links.Add(link);
        return link;
    }

    /// <summary>Cuts one of the connections.</summary>
    public void CutOne()
    {
        _links.RemoveAll(static link => link.IsCut);
        if (_links.Count > 0)
        {
            _links[draws.Below(_links.Count)].Cut();
        }
    }

    /// <summary>Cuts all connections of a client, as the end of its process does, or of all.</summary>
    public void CutAll(string? client = null)
    {
        foreach (var link in _links.Where(link => client is null || link.Name.StartsWith($"{client}#", StringComparison.Ordinal)).ToArray())
        {
            link.Cut();
        }
    }

    /// <summary>Parts the clients from the server for a while.</summary>
    public void PartFor(TimeSpan time)
    {
        IsParted = true;
        CutAll();
        After(time, () => IsParted = false);
    }

    public TimeSpan Latency() => draws.Chance(Faults.Delayed)
        ? draws.Duration(Faults.MostLatency, Faults.LongDelay)
        : draws.Duration(Faults.LeastLatency, Faults.MostLatency);

    /// <summary>Does something later, outside of every process.</summary>
    public void After(TimeSpan time, Action action) =>
        world.Clock.CreateTimer(static action => ((Action)action!)(), action, time, Timeout.InfiniteTimeSpan);
}

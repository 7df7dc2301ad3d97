using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Network;

/// <summary>Answers calls.</summary>
internal interface ICallServer
{
    bool IsUp { get; }

    SimulatedProcess Process { get; }

    /// <summary>Answers a call, whose first frame has arrived. Called on the server's process.</summary>
    Task ServeAsync(SimulatedCall call);
}

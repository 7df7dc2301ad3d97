using PubSubLab.Emulator;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Servers;

/// <summary>The part of a server that outlives its process.</summary>
internal interface IServerDisk
{
    /// <summary>Whether what was confirmed is there after a restart.</summary>
    bool Keeps { get; }

    /// <summary>Whether the server waits for a commit.</summary>
    bool IsBusy { get; }

    /// <summary>Opens a broker with what is on the disk. Called on the server's process.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    Broker Open(PubSubEmulatorOptions options, SimulatedProcess process);

    /// <summary>A message with its bytes.</summary>
    StoredMessage Whole(StoredMessage message);

    /// <summary>The process was killed: what was not on the disk is gone.</summary>
    void Kill();
}

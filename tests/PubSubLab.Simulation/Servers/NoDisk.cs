using PubSubLab.Emulator;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Servers;

/// <summary>Everything is in memory.</summary>
internal sealed class NoDisk : IServerDisk
{
    public bool Keeps => false;

    public bool IsBusy => false;

    public Broker Open(PubSubEmulatorOptions options, SimulatedProcess process) => new(options);

    public StoredMessage Whole(StoredMessage message) => message;

    public void Kill()
    {
    }
}

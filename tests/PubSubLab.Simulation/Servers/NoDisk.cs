using PubSubLab.Emulator;
using PubSubLab.Emulator.Brokers;

namespace PubSubLab.Simulation.Servers;

/// <summary>Everything is in memory.</summary>
internal sealed class NoDisk : IServerDisk
{
    public bool Keeps => false;

    public Broker Open(PubSubEmulatorOptions options) => new(options);

    public void Kill()
    {
    }
}

using PubSubLab.Emulator;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Storage;
using PubSubLab.Simulation.Disks;
using PubSubLab.Simulation.Network;
using PubSubLab.Simulation.Servers;

namespace PubSubLab.Simulation;

/// <summary>A fault that a test plants, through seams only, to see whether runs find it.</summary>
internal abstract class PlantedFault
{
    /// <summary>The server's process, for work that may not begin inside of what is heard.</summary>
    public SynchronizationContext Process { get; private set; } = null!;

    public Broker Broker { get; private set; } = null!;

    /// <summary>The clock of the server.</summary>
    public virtual TimeProvider Time(TimeProvider own) => own;

    /// <summary>Changes the methods of the server.</summary>
    public virtual void Replace(MethodTable methods)
    {
    }

    /// <summary>Changes a frame on its way.</summary>
    public virtual IEnumerable<WireFrame> Meddle(SimulatedCall call, WireFrame frame, bool isUp) => [frame];

    /// <summary>Changes the database of a start.</summary>
    public virtual IDatabase Disk(IDatabase database, SimulatedDisk disk) => database;

    /// <summary>Changes the disk before the server opens it again.</summary>
    public virtual void Restart(SimulatedDisk disk)
    {
    }

    /// <summary>Hears the emulator's events.</summary>
    public virtual void Hear(in EmulatorEvent e)
    {
    }

    public void Settle(Broker broker, SynchronizationContext process) => (Broker, Process) = (broker, process);
}

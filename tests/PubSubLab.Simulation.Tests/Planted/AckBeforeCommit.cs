using PubSubLab.Emulator.Storage;
using PubSubLab.Simulation.Disks;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A store that confirms an ack before its commit.</summary>
internal sealed class AckBeforeCommit : PlantedFault
{
    public override IDatabase Disk(IDatabase database, SimulatedDisk disk) => new LateDatabase(database, static operation => operation is ChangesOperation);
}

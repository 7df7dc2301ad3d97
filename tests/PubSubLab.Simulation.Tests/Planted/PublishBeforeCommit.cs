using PubSubLab.Emulator.Storage;
using PubSubLab.Emulator.Topics;
using PubSubLab.Simulation.Disks;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A store that answers a publish before its commit.</summary>
internal sealed class PublishBeforeCommit : PlantedFault
{
    public override IDatabase Disk(IDatabase database, SimulatedDisk disk) => new LateDatabase(database, static operation => operation is PublishOperation);
}

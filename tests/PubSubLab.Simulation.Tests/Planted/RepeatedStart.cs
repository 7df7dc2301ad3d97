using PubSubLab.Emulator.Storage;
using PubSubLab.Simulation.Disks;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A store whose every start has the same number, so that ack ids of an earlier one match other messages.</summary>
internal sealed class RepeatedStart : PlantedFault
{
    public override IDatabase Disk(IDatabase database, SimulatedDisk disk) => new Same(database);

    private sealed class Same(IDatabase inner) : PassingDatabase(inner)
    {
        public override uint Start => 1;
    }
}

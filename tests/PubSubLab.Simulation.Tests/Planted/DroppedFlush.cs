using PubSubLab.Emulator.Storage;
using PubSubLab.Simulation.Disks;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A disk that now and then says that it has written, and has not.</summary>
internal sealed class DroppedFlush : PlantedFault
{
    public override IDatabase Disk(IDatabase database, SimulatedDisk disk) => new Forgetful(database);

    private sealed class Forgetful(IDatabase inner) : PassingDatabase(inner)
    {
        private int _commits;

        public override void Commit(IReadOnlyList<StoreOperation> operations)
        {
            // The first commits have the topology.
            if (++_commits % 20 != 0)
            {
                base.Commit(operations);
            }
        }
    }
}

using PubSubLab.Emulator.Storage;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Disks;

/// <summary>A database whose commits fail while the disk refuses, after everything was written: the transaction is rolled back.</summary>
internal sealed class RefusingDatabase(IDatabase inner, SimulatedDisk disk, World world) : PassingDatabase(inner)
{
    public override void Commit(IReadOnlyList<StoreOperation> operations)
    {
        if (disk.Refuses(operations.Any(static operation => !operation.IsAhead)))
        {
            world.Note($"the commit of {operations.Count} operations fails");
            base.Commit([.. operations, new ResourceOperation(static _ => throw new IOException("the disk refuses"))]);
        }

        base.Commit(operations);
        disk.Committed(operations.Count);
    }

    public override IReadOnlyList<StoredBody> ReadMessages(IReadOnlyList<long> ids)
    {
        disk.CheckRead();
        return base.ReadMessages(ids);
    }

    public override IReadOnlyList<byte[]> ReadHeads(IReadOnlyList<long> ids)
    {
        disk.CheckRead();
        return base.ReadHeads(ids);
    }

    public override void Probe()
    {
        disk.Check();
        base.Probe();
    }
}

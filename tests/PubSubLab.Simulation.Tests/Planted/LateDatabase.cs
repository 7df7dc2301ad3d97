using PubSubLab.Emulator.Storage;
using PubSubLab.Simulation.Disks;

namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A database that writes some operations with the commit after the one that has told of them.</summary>
internal sealed class LateDatabase(IDatabase inner, Predicate<StoreOperation> isLate) : PassingDatabase(inner)
{
    private StoreOperation[] _late = [];

    public override void Commit(IReadOnlyList<StoreOperation> operations)
    {
        base.Commit([.. _late, .. operations.Where(operation => !isLate(operation))]);
        _late = [.. operations.Where(operation => isLate(operation))];
    }
}

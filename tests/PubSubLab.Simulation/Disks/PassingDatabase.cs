using PubSubLab.Emulator.Storage;

namespace PubSubLab.Simulation.Disks;

/// <summary>A database that passes everything on to another.</summary>
internal abstract class PassingDatabase(IDatabase inner) : IDatabase
{
    public virtual uint Start => inner.Start;

    public virtual void Commit(IReadOnlyList<StoreOperation> operations) => inner.Commit(operations);

    public virtual void Probe() => inner.Probe();

    public virtual StoredState Read() => inner.Read();

    public virtual IReadOnlyList<StoredBody> ReadMessages(IReadOnlyList<long> ids) => inner.ReadMessages(ids);

    public virtual IReadOnlyList<byte[]> ReadHeads(IReadOnlyList<long> ids) => inner.ReadHeads(ids);

    public virtual void Dispose() => inner.Dispose();
}

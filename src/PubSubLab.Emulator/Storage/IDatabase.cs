namespace PubSubLab.Emulator.Storage;

/// <summary>The file of a <see cref="Store"/>.</summary>
internal interface IDatabase : IDisposable
{
    /// <summary>Number of this start, 1 for the first.</summary>
    uint Start { get; }

    /// <summary>Writes the operations in one transaction. When this returns they are on the disk.</summary>
    /// <exception cref="IOException">Nothing of them was written.</exception>
    void Commit(IReadOnlyList<StoreOperation> operations);

    /// <summary>Finds out whether something can be written.</summary>
    /// <exception cref="IOException">Nothing can.</exception>
    void Probe();

    /// <summary>Reads what is stored.</summary>
    StoredState Read();
}

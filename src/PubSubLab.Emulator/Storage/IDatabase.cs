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

    /// <summary>Reads committed messages. Any thread may call it, several at once.</summary>
    /// <exception cref="IOException">Reading failed, and not because some are damaged.</exception>
    IReadOnlyList<StoredBody> ReadMessages(IReadOnlyList<long> ids);

    /// <summary>Reads attributes and ordering keys of committed messages, each as a serialised PubsubMessage. Any thread may call it.</summary>
    /// <exception cref="IOException">Reading failed.</exception>
    IReadOnlyList<byte[]> ReadHeads(IReadOnlyList<long> ids);
}

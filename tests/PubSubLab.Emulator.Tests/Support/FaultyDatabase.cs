using PubSubLab.Emulator.Storage;

namespace PubSubLab.Emulator.Tests.Support;

/// <summary>A database whose commits fail when the test says so, after everything was written: the transaction is rolled back.</summary>
internal sealed class FaultyDatabase(string file, DiskRoom? room = null) : IDatabase
{
    private readonly Database _database = Database.Open(file, room);
    private int _messagesRead;

    /// <summary>Whether a transaction of these operations fails. Probes have none.</summary>
    public Func<IReadOnlyList<StoreOperation>, bool> Fails { get; set; } = static _ => false;

    /// <summary>Follows each commit, before memory does.</summary>
    public Action Committed { get; set; } = static () => { };

    /// <summary>Whether reading messages fails.</summary>
    public bool FailsToRead { get; set; }

    /// <summary>Number of messages that were read from the disk.</summary>
    public int MessagesRead => Volatile.Read(ref _messagesRead);

    /// <summary>Number of failed commits.</summary>
    public int Failures { get; private set; }

    public uint Start => _database.Start;

    public void Commit(IReadOnlyList<StoreOperation> operations)
    {
        if (!Fails(operations))
        {
            _database.Commit(operations);
            Committed();
            return;
        }

        Failures++;
        try
        {
            _database.Commit([.. operations, new ResourceOperation(static _ => throw new IOException("the disk is full"))]);
        }
        catch (IOException e) when (e.Message == "the disk is full")
        {
            throw new IOException(e.Message, e);
        }
    }

    public void Probe() => Commit([]);

    public StoredState Read() => _database.Read();

    public IReadOnlyList<StoredBody> ReadMessages(IReadOnlyList<long> ids)
    {
        Interlocked.Add(ref _messagesRead, ids.Count);
        return FailsToRead ? throw new IOException("reading failed") : _database.ReadMessages(ids);
    }

    public IReadOnlyList<byte[]> ReadHeads(IReadOnlyList<long> ids) => FailsToRead ? throw new IOException("reading failed") : _database.ReadHeads(ids);

    public void Dispose() => _database.Dispose();
}

using Grpc.Core;

namespace PubSubLab.Emulator.Storage;

/// <summary>
/// Makes operations last: takes everything that is queued, writes it in one transaction, and after the commit follows in memory in the
/// same order. While nothing can be written it is closed. Its loop tells it when to do which.
/// </summary>
internal sealed class Store : IDisposable
{
    private readonly object _gate = new();
    private readonly IDatabase _database;
    private readonly IStoreLoop _loop;
    private readonly IDisposable? _directory;
    private readonly Action<string>? _tell;
    private List<StoreOperation> _queue = [];
    private List<StoreOperation> _taken = [];
    private List<StoreOperation> _committed = [];
    private Action? _rebuild;
    private bool _isEnding;
    private volatile bool _isClosed;
    private volatile bool _refusesPublish;
    private volatile string _reason = "";
    private IOException? _readFailure;
    private int _generation;

    /// <param name="path">The directory.</param>
    /// <param name="database">Its database, which the store closes at its end.</param>
    /// <param name="loop">Gives it its turns.</param>
    /// <param name="tell">Told when the disk begins to refuse and when that ends.</param>
    /// <param name="directory">The directory, given back after the database is closed.</param>
    public Store(string path, IDatabase database, IStoreLoop loop, Action<string>? tell, IDisposable? directory = null)
    {
        Path = path;
        _database = database;
        _loop = loop;
        _tell = tell;
        _directory = directory;
    }

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>Number of this start; it stands in ack ids.</summary>
    public uint Start => _database.Start;

    /// <summary>
    /// Rises whenever memory may be ahead of the disk. A topic with an older number takes no part until it is rebuilt.
    /// </summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Why publishing is refused; null while it is open.</summary>
    public string? Refusal => Refuses ? $"The data directory {Path} cannot be written: {_reason}" : null;

    /// <summary>The lock of the queue, for a loop that sleeps on it.</summary>
    public object Gate => _gate;

    /// <summary>Whether something is to be done. The caller has <see cref="Gate"/>.</summary>
    public bool HasWork => _queue.Count > 0 || _readFailure is not null;

    /// <summary>Whether somebody waits for what is queued. The caller has <see cref="Gate"/>.</summary>
    public bool IsAwaited { get; private set; }

    /// <summary>Whether the disk refuses, so that <see cref="Reopen"/> is due now and then.</summary>
    public bool Refuses => _isClosed || _refusesPublish;

    /// <summary>Begins to commit.</summary>
    /// <param name="rebuild">Makes memory what the database says, and every topic's generation the present one. Runs in the loop.</param>
    public void Begin(Action rebuild)
    {
        _rebuild = rebuild;
        _loop.Begin(this);
    }

    /// <summary>Reads what is stored: before <see cref="Begin"/>, or in the loop.</summary>
    public StoredState Read() => _database.Read();

    /// <summary>Reads committed messages. Any thread may call it.</summary>
    /// <exception cref="RpcException">Reading failed; the store closes until it works again.</exception>
    public IReadOnlyList<StoredBody> ReadMessages(IReadOnlyList<long> ids) => Read(database => database.ReadMessages(ids));

    /// <summary>Reads attributes and ordering keys of committed messages, as above.</summary>
    /// <exception cref="RpcException">As above.</exception>
    public IReadOnlyList<byte[]> ReadHeads(IReadOnlyList<long> ids) => Read(database => database.ReadHeads(ids));

    /// <summary>Tells that a message cannot be delivered any more.</summary>
    public void TellLost(string message, string subscription) => _tell?.Invoke(
        $"Message {message} of {subscription} is lost: its bytes in {System.IO.Path.Combine(Path, DataDirectory.FileName)} are damaged. The others go on; to have it back, stop the emulator and restore the file from a copy.");

    /// <summary>Queues an operation. Where the order matters, the caller has the lock of the operation's topic.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="haste">Its haste.</param>
    public void Add(StoreOperation operation, StoreHaste haste = StoreHaste.Awaited)
    {
        lock (_gate)
        {
            if (!_isClosed && !_isEnding)
            {
                _queue.Add(operation);
                IsAwaited |= haste != StoreHaste.None;
                if (_rebuild is not null && (haste != StoreHaste.None || _queue.Count == 1))
                {
                    _loop.Wake(haste);
                }

                return;
            }
        }

        operation.Fail(Unavailable());
    }

    /// <summary>Lets the caller commit what is queued, if nobody does. The caller has no topic's lock, and is not in the loop.</summary>
    public void Drive() => _loop.Drive();

    /// <summary>Queues an operation and waits for it. The caller has no topic's lock, and is not in the loop.</summary>
    public void Change(StoreOperation operation)
    {
        Add(operation);
        _loop.WaitFor(operation);
    }

    /// <summary>Does what may wait for an operation of its own, outside of the loop.</summary>
    public Task Apart(Action work) => _loop.Apart(work);

    /// <summary>Refuses a Publish while the disk refuses.</summary>
    public void CheckPublish()
    {
        if (Refuses)
        {
            throw Unavailable();
        }
    }

    /// <summary>The answer to calls while nothing can be written.</summary>
    public RpcException Unavailable() =>
        new(new Status(StatusCode.Unavailable, _isEnding ? "The emulator ends." : $"The data directory cannot be written: {_reason}. Nothing was stored; try again."));

    /// <summary>Commits what is queued and ends the loop.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isEnding = true;
        }

        if (_rebuild is not null)
        {
            _loop.End();
        }

        _database.Dispose();
        _directory?.Dispose();
    }

    /// <summary>Takes what is queued and commits it; the loop lets <see cref="Follow()"/> follow.</summary>
    public void Commit()
    {
        lock (_gate)
        {
            IsAwaited = false;
            (_queue, _taken) = (_taken, _queue);
        }

        try
        {
            if (_taken.Count > 0)
            {
                _database.Commit(_taken);
                (_committed, _taken) = (_taken, _committed);
            }
        }
        catch (IOException e)
        {
            Refuse(_taken, e);
            _taken.Clear();
        }

        if (Interlocked.Exchange(ref _readFailure, null) is { } failure && !_isClosed)
        {
            // Nothing is delivered that cannot be read; memory begins anew with what can be.
            Tell(failure);
            Close([]);
        }
    }

    /// <summary>Follows in memory what <see cref="Commit"/> has committed, and answers.</summary>
    public void Follow()
    {
        foreach (var operation in _committed)
        {
            try
            {
                operation.Apply();
                operation.Complete();
            }
            catch (Exception e)
            {
                // A fault of ours: the caller gets it, and the next start reads what was committed.
                operation.Fail(e);
            }
        }

        _committed.Clear();
    }

    private T Read<T>(Func<IDatabase, T> read)
    {
        try
        {
            return read(_database);
        }
        catch (IOException e)
        {
            lock (_gate)
            {
                _readFailure = e;
                _loop.Wake(StoreHaste.Awaited);
            }

            throw new RpcException(new Status(StatusCode.Unavailable, $"The data directory cannot be read: {e.Message}. Try again."));
        }
    }

    // Memory does not have what is refused here. What memory has already is tried alone: to delete may work where to store does not.
    private void Refuse(List<StoreOperation> operations, IOException reason)
    {
        Tell(reason);
        var ahead = operations.FindAll(static operation => operation.IsAhead);
        var refused = operations.FindAll(static operation => !operation.IsAhead);
        _refusesPublish = true;
        Fail(refused);
        if (ahead.Count == 0)
        {
            return;
        }

        try
        {
            if (refused.Count == 0)
            {
                throw reason;
            }

            _database.Commit(ahead);
        }
        catch (IOException)
        {
            Close(ahead);
            return;
        }

        _committed.AddRange(ahead);
    }

    private void Close(List<StoreOperation> ahead)
    {
        List<StoreOperation> queued;
        lock (_gate)
        {
            _isClosed = true;
            Interlocked.Increment(ref _generation);
            queued = _queue;
            _queue = [];
        }

        Fail(ahead);
        Fail(queued);
    }

    private void Fail(List<StoreOperation> operations)
    {
        foreach (var operation in operations)
        {
            operation.Undo();
            operation.Fail(Unavailable());
        }
    }

    /// <summary>Looks whether something can be written again. The loop calls it while the store <see cref="Refuses"/>.</summary>
    public void Reopen()
    {
        try
        {
            _database.Probe();
            if (_isClosed)
            {
                _rebuild!();
            }
        }
        catch (IOException e)
        {
            Tell(e);
            return;
        }

        _refusesPublish = false;
        _tell?.Invoke($"The data directory {Path} can be written again: publishing is open.");
    }

    /// <summary>Takes operations again. Called during a rebuild, before the first topic is current.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isClosed = false;
        }
    }

    private void Tell(IOException reason)
    {
        _reason = reason.Message;
        if (!Refuses)
        {
            _tell?.Invoke($"The data directory {Path} cannot be written: {_reason}. Publishing is refused with UNAVAILABLE until it can; make room, or make it writable.");
        }
    }
}

using System.Diagnostics;
using Grpc.Core;

namespace PubSubLab.Emulator.Storage;

/// <summary>
/// Makes operations last: one thread takes everything that is queued, writes it in one transaction, and after the commit follows in
/// memory in the same order. While nothing can be written it is closed, and looks each second whether that is over.
/// </summary>
internal sealed class Store : IDisposable
{
    /// <summary>Time that operations nobody waits for stay queued, so that they share a commit with one that somebody does.</summary>
    private static readonly TimeSpan s_company = TimeSpan.FromMilliseconds(5);

    private readonly object _gate = new();
    private readonly DataDirectory _directory;
    private readonly IDatabase _database;
    private readonly Action<string>? _tell;
    private readonly TimeSpan _pause;
    private readonly Thread _thread;
    private List<StoreOperation> _queue = [];
    private List<StoreOperation> _taken = [];
    private Action? _rebuild;
    private bool _isAwaited;
    private bool _isEnding;
    private volatile bool _isClosed;
    private volatile bool _refusesPublish;
    private volatile string _reason = "";
    private IOException? _readFailure;
    private int _generation;
    private long _failed;

    /// <param name="directory">The directory, which the store gives back at its end.</param>
    /// <param name="database">Its database.</param>
    /// <param name="pause">Time between two tries to write while the disk refuses.</param>
    /// <param name="tell">Told when that begins and ends.</param>
    public Store(DataDirectory directory, IDatabase database, TimeSpan pause, Action<string>? tell)
    {
        _directory = directory;
        _database = database;
        _tell = tell;
        _pause = pause;
        _thread = new Thread(Run) { Name = "store", IsBackground = true };
    }

    /// <summary>The directory.</summary>
    public string Path => _directory.Path;

    /// <summary>Number of this start; it stands in ack ids.</summary>
    public uint Start => _database.Start;

    /// <summary>
    /// Rises whenever memory may be ahead of the disk. A topic with an older number takes no part until it is rebuilt.
    /// </summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Why publishing is refused; null while it is open.</summary>
    public string? Refusal => _refusesPublish || _isClosed ? $"The data directory {Path} cannot be written: {_reason}" : null;

    /// <summary>Begins to commit.</summary>
    /// <param name="rebuild">Makes memory what the database says, and every topic's generation the present one. Runs on the store's thread.</param>
    public void Begin(Action rebuild)
    {
        _rebuild = rebuild;
        _thread.Start();
    }

    /// <summary>Reads what is stored: before <see cref="Begin"/>, or on the store's thread.</summary>
    public StoredState Read() => _database.Read();

    /// <summary>Reads committed messages. Any thread may call it.</summary>
    /// <exception cref="RpcException">Reading failed; the store closes until it works again.</exception>
    public IReadOnlyList<StoredBody> ReadMessages(IReadOnlyList<long> ids) => Read(database => database.ReadMessages(ids));

    /// <summary>Reads attributes and ordering keys of committed messages, as above.</summary>
    /// <exception cref="RpcException">As above.</exception>
    public IReadOnlyList<byte[]> ReadHeads(IReadOnlyList<long> ids) => Read(database => database.ReadHeads(ids));

    /// <summary>Tells that a message cannot be delivered any more.</summary>
    public void TellLost(string message, string subscription) => _tell?.Invoke(
        $"Message {message} of {subscription} is lost: its bytes in {_directory.File} are damaged. The others go on; to have it back, stop the emulator and restore the file from a copy.");

    /// <summary>Queues an operation. Where the order matters, the caller has the lock of the operation's topic.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="isAwaited">Whether somebody waits for it.</param>
    public void Add(StoreOperation operation, bool isAwaited = true)
    {
        lock (_gate)
        {
            if (!_isClosed && !_isEnding)
            {
                _queue.Add(operation);
                if (isAwaited || _queue.Count == 1)
                {
                    _isAwaited |= isAwaited;
                    Monitor.Pulse(_gate);
                }

                return;
            }
        }

        operation.Fail(Unavailable());
    }

    /// <summary>Refuses a Publish while the disk refuses.</summary>
    public void CheckPublish()
    {
        if (_refusesPublish || _isClosed)
        {
            throw Unavailable();
        }
    }

    /// <summary>The answer to calls while nothing can be written.</summary>
    public RpcException Unavailable() =>
        new(new Status(StatusCode.Unavailable, _isEnding ? "The emulator ends." : $"The data directory cannot be written: {_reason}. Nothing was stored; try again."));

    /// <summary>Commits what is queued and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isEnding = true;
            Monitor.Pulse(_gate);
        }

        if (_rebuild is not null)
        {
            _thread.Join();
        }

        _database.Dispose();
        _directory.Dispose();
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
                Monitor.Pulse(_gate);
            }

            throw new RpcException(new Status(StatusCode.Unavailable, $"The data directory cannot be read: {e.Message}. Try again."));
        }
    }

    private void Run()
    {
        while (Take())
        {
            if (_taken.Count > 0)
            {
                Commit(_taken);
                _taken.Clear();
            }

            if (Interlocked.Exchange(ref _readFailure, null) is { } failure && !_isClosed)
            {
                // Nothing is delivered that cannot be read; memory begins anew with what can be.
                Tell(failure);
                Close([]);
            }

            if ((_isClosed || _refusesPublish) && !_isEnding && Stopwatch.GetElapsedTime(_failed) >= _pause)
            {
                Reopen();
            }
        }
    }

    /// <summary>Waits for operations, or for the pause while the disk refuses; false at the end.</summary>
    private bool Take()
    {
        lock (_gate)
        {
            var refuses = _isClosed || _refusesPublish;
            while (_queue.Count == 0 && !_isEnding && _readFailure is null)
            {
                if (!Monitor.Wait(_gate, refuses ? _pause : Timeout.InfiniteTimeSpan))
                {
                    return true;
                }
            }

            if (!_isAwaited && !_isEnding && _readFailure is null)
            {
                Monitor.Wait(_gate, s_company);
            }

            _isAwaited = false;
            (_queue, _taken) = (_taken, _queue);
            return _taken.Count > 0 || !_isEnding;
        }
    }

    private void Commit(List<StoreOperation> operations)
    {
        try
        {
            _database.Commit(operations);
        }
        catch (IOException e)
        {
            Refuse(operations, e);
            return;
        }

        Follow(operations);
    }

    private static void Follow(List<StoreOperation> operations)
    {
        foreach (var operation in operations)
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

        Follow(ahead);
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

    private void Reopen()
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
        _failed = Stopwatch.GetTimestamp();
        if (!_refusesPublish && !_isClosed)
        {
            _tell?.Invoke($"The data directory {Path} cannot be written: {_reason}. Publishing is refused with UNAVAILABLE until it can; make room, or make it writable.");
        }
    }
}

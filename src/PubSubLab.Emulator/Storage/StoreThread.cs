namespace PubSubLab.Emulator.Storage;

/// <summary>A thread that gives a <see cref="Store"/> its turns.</summary>
/// <param name="pause">Time between two tries to write while the disk refuses.</param>
internal sealed class StoreThread(TimeSpan pause) : IStoreLoop
{
    /// <summary>Time that operations nobody waits for stay queued, so that they share a commit with one that somebody does.</summary>
    private static readonly TimeSpan s_company = TimeSpan.FromMilliseconds(5);

    private readonly Reopening _reopening = new(TimeProvider.System, pause);
    private Store _store = null!;
    private Thread _thread = null!;
    private bool _isEnding;
    private bool _isBusy;

    public void Begin(Store store)
    {
        _store = store;
        _thread = new Thread(Run) { Name = "store", IsBackground = true };
        _thread.Start();
    }

    public void Wake() => Monitor.Pulse(_store.Gate);

    public void Drive()
    {
        lock (_store.Gate)
        {
            if (_isBusy || _isEnding || !_store.HasWork || _store.Refuses)
            {
                return;
            }

            _isBusy = true;
        }

        try
        {
            _store.Commit();
            _store.Follow();
        }
        finally
        {
            EndTurn();
        }
    }

    public void WaitFor(StoreOperation operation)
    {
        Drive();
        operation.Done.GetAwaiter().GetResult();
    }

    public Task Apart(Action work) => Task.Run(work);

    public void End()
    {
        lock (_store.Gate)
        {
            _isEnding = true;
            Monitor.Pulse(_store.Gate);
        }

        _thread.Join();
    }

    private void Run()
    {
        while (Wait())
        {
            _store.Commit();
            _store.Follow();
            if (!_isEnding)
            {
                _reopening.Try(_store);
            }

            EndTurn();
        }
    }

    /// <summary>Waits for operations, or for the pause while the disk refuses, and for its turn; false at the end.</summary>
    private bool Wait()
    {
        lock (_store.Gate)
        {
            var isTimeOver = false;
            while (_isBusy || (!_store.HasWork && !_isEnding && !isTimeOver))
            {
                isTimeOver = !Monitor.Wait(_store.Gate, _store.Refuses ? pause : Timeout.InfiniteTimeSpan);
            }

            if (!_store.IsAwaited && !_isEnding && _store.HasWork)
            {
                Monitor.Wait(_store.Gate, s_company);
                while (_isBusy)
                {
                    Monitor.Wait(_store.Gate);
                }
            }

            _isBusy = true;
            return _store.HasWork || !_isEnding;
        }
    }

    private void EndTurn()
    {
        lock (_store.Gate)
        {
            _isBusy = false;
            if (_store.HasWork || _store.Refuses || _isEnding)
            {
                Monitor.Pulse(_store.Gate);
            }
        }
    }
}

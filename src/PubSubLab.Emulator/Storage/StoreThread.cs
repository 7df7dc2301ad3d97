using System.Diagnostics;

namespace PubSubLab.Emulator.Storage;

/// <summary>A thread that gives a <see cref="Store"/> its turns.</summary>
/// <param name="pause">Time between two tries to write while the disk refuses.</param>
internal sealed class StoreThread(TimeSpan pause) : IStoreLoop
{
    /// <summary>Time that operations nobody waits for stay queued, so that they share a commit with one that somebody does.</summary>
    private static readonly TimeSpan s_company = TimeSpan.FromMilliseconds(5);

    private Store _store = null!;
    private Thread _thread = null!;
    private bool _isEnding;
    private long _refusesSince;

    public void Begin(Store store)
    {
        _store = store;
        _thread = new Thread(Run) { Name = "store", IsBackground = true };
        _thread.Start();
    }

    public void Wake() => Monitor.Pulse(_store.Gate);

    public void WaitFor(StoreOperation operation) => operation.Done.GetAwaiter().GetResult();

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
            TryAgain();
        }
    }

    /// <summary>Waits for operations, or for the pause while the disk refuses; false at the end.</summary>
    private bool Wait()
    {
        lock (_store.Gate)
        {
            var refuses = _store.Refuses;
            while (!_store.HasWork && !_isEnding)
            {
                if (!Monitor.Wait(_store.Gate, refuses ? pause : Timeout.InfiniteTimeSpan))
                {
                    return true;
                }
            }

            if (!_store.IsAwaited && !_isEnding)
            {
                Monitor.Wait(_store.Gate, s_company);
            }

            return _store.HasWork || !_isEnding;
        }
    }

    private void TryAgain()
    {
        if (!_store.Refuses)
        {
            _refusesSince = 0;
        }
        else if (_refusesSince == 0)
        {
            _refusesSince = Stopwatch.GetTimestamp();
        }
        else if (!_isEnding && Stopwatch.GetElapsedTime(_refusesSince) >= pause)
        {
            _store.Reopen();
            _refusesSince = Stopwatch.GetTimestamp();
        }
    }
}

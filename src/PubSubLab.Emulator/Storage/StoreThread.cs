using System.Diagnostics;

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
    private bool _isLingering;

    public void Begin(Store store)
    {
        _store = store;
        _thread = new Thread(Run) { Name = "store", IsBackground = true };
        _thread.Start();
    }

    public void Wake(StoreHaste haste)
    {
        // A thread that was woken beside one that drives would only stand in its way, and one that lingers knows when its time is over.
        if (haste == StoreHaste.Awaited || (haste == StoreHaste.None && !_isLingering))
        {
            Monitor.Pulse(_store.Gate);
        }
    }

    public void Drive()
    {
        lock (_store.Gate)
        {
            if (_isBusy || _isEnding || !_store.HasWork)
            {
                return;
            }

            if (_store.Refuses)
            {
                Monitor.Pulse(_store.Gate);
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
            Linger();
            while (_isBusy || (!_store.HasWork && !_isEnding && !isTimeOver))
            {
                isTimeOver = !Monitor.Wait(_store.Gate, _store.Refuses ? pause : Timeout.InfiniteTimeSpan);
                Linger();
            }

            _isBusy = true;
            return _store.HasWork || !_isEnding;
        }
    }

    // An operation without haste shares the commit of the next one, or has its own at the end of this time.
    private void Linger()
    {
        _isLingering = true;
        var start = Stopwatch.GetTimestamp();
        while (_store.HasWork && !_store.IsAwaited && !_isEnding && s_company - Stopwatch.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
        {
            Monitor.Wait(_store.Gate, left);
        }

        _isLingering = false;
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

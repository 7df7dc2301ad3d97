namespace Google.Cloud.PubSub.V1.Concurrency;

/// <summary>
/// Adds threads to the thread pool while handlers block those that it has. Receipts, lease extensions, acknowledgements and the transport
/// need the pool, and the pool itself adds only about one thread a second.
/// </summary>
/// <remarks>
/// It does not matter where a handler blocks: at its start, after an await, or after <c>ConfigureAwait(false)</c>. A handler blocks one
/// thread, so the pool's minimum and a thread for each handler are always enough. That bounds what is added by flow control.
/// </remarks>
internal sealed class PoolRelief
{
    private const int IntervalMilliseconds = 50;

    // Work that waits this long is late although other work ends.
    private const int LateMilliseconds = 500;

    // Intervals without handlers, or without late work, after which the pool is as it was: some 5 s.
    private const int Linger = 100;

    private readonly Lock _lock = new();
    private int _handlers;
    private bool _isWatching;

    /// <summary>The relief of the process's pool, which all subscribers share.</summary>
    internal static PoolRelief Shared { get; } = new();

    /// <summary>A handler is queued or runs from now on.</summary>
    internal void Enter()
    {
        Interlocked.Increment(ref _handlers);
        if (!Volatile.Read(ref _isWatching))
        {
            Watch();
        }
    }

    /// <summary>A handler ended.</summary>
    internal void Exit() => Interlocked.Decrement(ref _handlers);

    private void Watch()
    {
        lock (_lock)
        {
            if (_isWatching)
            {
                return;
            }

            _isWatching = true;
        }

        // A thread and not a timer, whose callbacks need the pool. It takes no context of the subscriber that came first.
        new Thread(WatchUntilQuiet) { IsBackground = true, Name = "Pub/Sub pool watch" }.UnsafeStart();
    }

    private void WatchUntilQuiet()
    {
        ThreadPool.GetMinThreads(out var before, out _);
        var least = before;
        var probe = new Probe();
        var calm = 0;
        for (var quiet = 0; quiet < Linger;)
        {
            var handlers = Volatile.Read(ref _handlers);
            quiet = handlers == 0 ? quiet + 1 : 0;
            var ended = ThreadPool.CompletedWorkItemCount;
            var waited = probe.Wait(IntervalMilliseconds);
            calm = waited == 0 ? calm + 1 : 0;
            if (calm >= Linger)
            {
                // Handlers that only wait need no threads; those that block keep theirs.
                least = Set(least, before);
            }
            else if (waited > 0)
            {
                least = Set(least, Math.Max(least, Wanted(handlers)));
            }

            // Nothing moves: a thread for each handler at once. Work moves slowly: a few threads at a time.
            int Wanted(int blocking) =>
                ThreadPool.CompletedWorkItemCount - ended < ThreadPool.ThreadCount ? before + blocking
                : waited >= LateMilliseconds ? Math.Min(before + blocking, least + Environment.ProcessorCount)
                : before;
        }

        Set(least, before);
        lock (_lock)
        {
            _isWatching = false;
        }

        // A handler that came between the last look and this started no watch.
        if (Volatile.Read(ref _handlers) > 0)
        {
            Watch();
        }
    }

    // A minimum that somebody else has set meanwhile stays.
    private static int Set(int least, int wanted)
    {
        ThreadPool.GetMinThreads(out var now, out var ports);
        return wanted != least && now == least && ThreadPool.SetMinThreads(wanted, ports) ? wanted : least;
    }

    /// <summary>Work of the pool that tells how long work waits there.</summary>
    private sealed class Probe : IThreadPoolWorkItem
    {
        private readonly object _gate = new();
        private bool _ran = true;
        private int _waited;

        /// <summary>Lets an interval pass.</summary>
        /// <returns>Milliseconds for which the probe has waited, or 0 after it ran.</returns>
        public int Wait(int milliseconds)
        {
            lock (_gate)
            {
                if (_ran)
                {
                    _ran = false;
                    _waited = 0;
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                }

                // It is woken by the probe, and then waits an interval in which nothing wakes it.
                if (Monitor.Wait(_gate, milliseconds))
                {
                    Monitor.Wait(_gate, milliseconds);
                }

                return _ran ? 0 : _waited += milliseconds;
            }
        }

        public void Execute()
        {
            lock (_gate)
            {
                _ran = true;
                Monitor.Pulse(_gate);
            }
        }
    }
}

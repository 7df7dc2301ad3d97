namespace PubSubLab.Lab.Publishing;

/// <summary>Pace of a publisher's timed orders, changeable while they run. Safe to use from any thread.</summary>
public sealed class Pace
{
    /// <summary>The highest and, as its inverse, the lowest factor.</summary>
    public const double MostFactor = 16;

    // A timer counts whole milliseconds: one for less fires at once, and waiting would be turning in circles. What comes late is made up for.
    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource> _waits = [];
    private readonly List<TimeSpan> _orders = [];
    private double _factor = 1;

    /// <summary>Factor of the orders' rates. Default: 1.</summary>
    public double Factor
    {
        get
        {
            lock (_gate)
            {
                return _factor;
            }
        }
    }

    /// <summary>The time between tasks now, the shortest where several orders run; null where no order with one does.</summary>
    public TimeSpan? Every
    {
        get
        {
            lock (_gate)
            {
                return _orders.Count == 0 ? null : _orders.Min() / _factor;
            }
        }
    }

    /// <summary>Changes the factor, at once: what is left of a wait that has begun is stretched or shortened too.</summary>
    /// <param name="factor">The factor; brought into 1/16 to 16.</param>
    public void Change(double factor)
    {
        List<TaskCompletionSource> waits;
        lock (_gate)
        {
            _factor = Math.Clamp(factor, 1 / MostFactor, MostFactor);
            waits = [.. _waits];
        }

        waits.ForEach(w => w.TrySetResult());
    }

    /// <summary>Counts an order in, until it is disposed.</summary>
    internal IDisposable Begin(TimeSpan every)
    {
        lock (_gate)
        {
            _orders.Add(every);
        }

        return new Order(this, every);
    }

    /// <summary>Waits from one task to the next.</summary>
    /// <param name="from">When the last one was due.</param>
    /// <param name="every">The order's time between tasks.</param>
    /// <param name="now">Reads the clock.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>When the next one was due: a slow broker does not stretch the rate.</returns>
    internal async Task<TimeSpan> WaitAsync(TimeSpan from, TimeSpan every, Func<TimeSpan> now, TimeProvider time, CancellationToken cancellation)
    {
        // In the order's own time, which a factor of 2 lets pass twice as fast.
        var left = every;
        while (true)
        {
            var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            double factor;
            lock (_gate)
            {
                factor = _factor;
                _waits.Add(over);
            }

            try
            {
                var due = from + (left / factor);
                var wait = due - now();
                if (wait <= TimeSpan.Zero)
                {
                    return due;
                }

                var timed = wait > s_shortestWait ? wait : s_shortestWait;
                await using var timer = time.CreateTimer(static c => ((TaskCompletionSource)c!).TrySetResult(), over, timed, Timeout.InfiniteTimeSpan);
                await using var registration = cancellation.Register(static c => ((TaskCompletionSource)c!).TrySetResult(), over);
                await over.Task;
                cancellation.ThrowIfCancellationRequested();
                var at = now();
                if (at >= due)
                {
                    return due;
                }

                (left, from) = (left - ((at - from) * factor), at);
            }
            finally
            {
                lock (_gate)
                {
                    _waits.Remove(over);
                }
            }
        }
    }

    private sealed class Order(Pace pace, TimeSpan every) : IDisposable
    {
        public void Dispose()
        {
            lock (pace._gate)
            {
                pace._orders.Remove(every);
            }
        }
    }
}

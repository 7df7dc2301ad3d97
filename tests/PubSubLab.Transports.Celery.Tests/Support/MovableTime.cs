namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>
/// The system's time, and a hand on it: it can be moved ahead by any amount. Real brokers go on in real time beside it, so short waits
/// pass by themselves; only the long ones are left to the hand.
/// </summary>
/// <param name="longSeconds">The shortest of the long waits. Default: a minute.</param>
internal sealed class MovableTime(int longSeconds = 60) : TimeProvider
{
    private readonly TimeSpan _long = TimeSpan.FromSeconds(longSeconds);
    private readonly Lock _gate = new();
    private readonly List<LongTimer> _timers = [];
    private TimeSpan _ahead;

    /// <summary>Number of pending long waits.</summary>
    public int Timers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return System.GetUtcNow() + _ahead;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < _long || dueTime == Timeout.InfiniteTimeSpan)
        {
            return System.CreateTimer(callback, state, dueTime, period);
        }

        lock (_gate)
        {
            var timer = new LongTimer(this, callback, state, dueTime);
            _timers.Add(timer);
            return timer;
        }
    }

    /// <summary>Moves ahead, and runs what falls due.</summary>
    public void Move(TimeSpan by)
    {
        List<LongTimer> due;
        lock (_gate)
        {
            _ahead += by;
            due = _timers.FindAll(t => (t.Left -= by) <= TimeSpan.Zero);
            _timers.RemoveAll(due.Contains);
        }

        foreach (var timer in due)
        {
            timer.Run();
        }
    }

    private sealed class LongTimer(MovableTime time, TimerCallback callback, object? state, TimeSpan left) : ITimer
    {
        public TimeSpan Left { get; set; } = left;

        public void Run() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

namespace PubSubLab.Lab.Time;

/// <summary>
/// The lab's clock, which a person can stop, speed up and move: one for broker, workers and handlers, so that a lease of a minute can be
/// watched in a second. Until somebody touches it, it is the machine's. Safe to use from any thread.
/// </summary>
/// <remarks>
/// While time stands still, waits of less than <see cref="ShortWait"/> still pass by the machine's clock: they are how programs talk to each
/// other (a batch that fills, an acknowledgement on its way), not what a person wants to hold.
/// </remarks>
public sealed class LabClock : TimeProvider, IDisposable
{
    /// <summary>Waits shorter than this pass by the machine's clock where time stands still. 250 ms.</summary>
    public static readonly TimeSpan ShortWait = TimeSpan.FromMilliseconds(250);

    /// <summary>Range of a step: 1 hour, which excludes retention and expiration policies.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _real;
    private readonly Action<LabTimer> _fire;
    private readonly DateTimeOffset _startedAt;
    private readonly SortedSet<LabTimer> _timers = new(LabTimer.ByDue);
    private readonly SortedSet<LabTimer> _short = new(LabTimer.ByRealDue);
    private readonly ITimer _wake;
    private Anchor _anchor;
    private long _lastId;
    private bool _touched;

    /// <summary>A clock that goes as the machine's does.</summary>
    /// <param name="real">The machine's clock; null for the system's.</param>
    public LabClock(TimeProvider? real = null)
        : this(real ?? System, OnThreadPool, (real ?? System).GetUtcNow(), speed: 1)
    {
    }

    private LabClock(TimeProvider real, Action<LabTimer> fire, DateTimeOffset startsAt, double speed)
    {
        (_real, _fire, _startedAt) = (real, fire, startsAt);
        _anchor = new Anchor(0, real.GetTimestamp(), speed);
        _wake = real.CreateTimer(static clock => ((LabClock)clock!).OnWake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A clock over a machine's clock that stands still: only <see cref="Advance"/> moves it, and its waits end on the thread that moves it. For runs that come out the same each time.</summary>
    public static LabClock Manual(DateTimeOffset startsAt) => new(StillTime.Instance, static timer => timer.Fire(), startsAt, speed: 1);

    /// <summary>A clock that begins at a moment and stands still there until somebody lets it run: for recordings.</summary>
    public static LabClock Stopped(DateTimeOffset startsAt) => new(System, OnThreadPool, startsAt, speed: 0);

    /// <summary>Speed of time: 1 normal, 10 ten times as fast, 0 stopped.</summary>
    public double Speed => Volatile.Read(ref _anchor).Speed;

    /// <summary>Whether it has been the machine's clock all along.</summary>
    public bool IsReal => !Volatile.Read(ref _touched);

    /// <summary>The machine's clock, for what is about the person at the screen and not about the lab.</summary>
    public TimeProvider Real => _real;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _anchor).At(_real);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _startedAt + TimeSpan.FromTicks(GetTimestamp());

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LabTimer(this, callback, state, Interlocked.Increment(ref _lastId));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time go at another speed.</summary>
    public void SetSpeed(double speed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(speed);
        lock (_gate)
        {
            _touched = true;
            _anchor = new Anchor(GetTimestamp(), _real.GetTimestamp(), speed);
            Arm();
        }
    }

    /// <summary>
    /// Moves time to the next moment that something waits for: a lease that ends, a backoff, a handler. Everything due until then
    /// happens, in its order. Short waits count too: a broker that finds a lease extended by some milliseconds waits for the rest of it in one.
    /// </summary>
    /// <param name="horizon">The longest step. Default: <see cref="Horizon"/>.</param>
    /// <returns>Distance of the step; null if nothing waits within the horizon.</returns>
    public TimeSpan? Step(TimeSpan? horizon = null)
    {
        long now;
        long target;
        lock (_gate)
        {
            now = GetTimestamp();
            var next = _timers.FirstOrDefault(t => t.Due > now);
            if (next is null || next.Due - now > (horizon ?? Horizon).Ticks)
            {
                return null;
            }

            target = next.Due;
        }

        MoveTo(target);
        return TimeSpan.FromTicks(target - now);
    }

    /// <summary>Moves time forward; everything due until then happens, in its order.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        MoveTo(GetTimestamp() + by.Ticks);
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();

    private void MoveTo(long target)
    {
        while (true)
        {
            List<LabTimer> due;
            lock (_gate)
            {
                _touched = true;
                var next = _timers.Min is { } first && first.Due <= target ? first.Due : target;
                _anchor = new Anchor(Math.Max(GetTimestamp(), next), _real.GetTimestamp(), Speed);
                due = TakeDue();
                if (due.Count == 0)
                {
                    Arm();
                    return;
                }
            }

            Fire(due);
        }
    }

    private void OnWake()
    {
        List<LabTimer> due;
        lock (_gate)
        {
            due = TakeDue();
            Arm();
        }

        Fire(due);
    }

    // Under the lock.
    private List<LabTimer> TakeDue()
    {
        var (now, real) = (GetTimestamp(), _real.GetTimestamp());
        List<LabTimer> due = [.. _timers.TakeWhile(t => t.Due <= now)];
        if (Speed == 0)
        {
            due.AddRange(_short.TakeWhile(t => t.RealDue <= real).Where(t => t.Due > now));
        }

        foreach (var timer in due)
        {
            Remove(timer);
            if (timer.Period > TimeSpan.Zero)
            {
                Add(timer, timer.Period);
            }
        }

        return due;
    }

    // Under the lock. Waits a millisecond too long rather than too short.
    private void Arm()
    {
        var (now, real, speed) = (GetTimestamp(), _real.GetTimestamp(), Speed);
        TimeSpan? wait = null;
        if (speed > 0 && _timers.Min is { } first)
        {
            wait = TimeSpan.FromTicks((long)Math.Min((first.Due - now) / speed, TimeSpan.FromDays(1).Ticks));
        }
        else if (speed == 0 && _short.Min is { } shortest)
        {
            wait = _real.GetElapsedTime(real, shortest.RealDue);
        }

        _wake.Change(
            wait is { } w ? TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(w.TotalMilliseconds, 0))) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void Fire(List<LabTimer> due) => due.ForEach(_fire);

    private static void OnThreadPool(LabTimer timer) => ThreadPool.UnsafeQueueUserWorkItem(static t => t.Fire(), timer, preferLocal: false);

    private void Add(LabTimer timer, TimeSpan wait)
    {
        timer.Due = GetTimestamp() + Math.Max(0, wait.Ticks);
        _timers.Add(timer);
        if (wait < ShortWait)
        {
            // At least some milliseconds: what finds its moment not come yet asks again at once.
            timer.RealDue = _real.GetTimestamp() + (long)(Math.Max(wait.TotalSeconds, 0.01) * _real.TimestampFrequency);
            _short.Add(timer);
        }
    }

    private void Remove(LabTimer timer)
    {
        _timers.Remove(timer);
        _short.Remove(timer);
    }

    private sealed record Anchor(long Virtual, long Real, double Speed)
    {
        public long At(TimeProvider real) => Virtual + (long)(real.GetElapsedTime(Real).Ticks * Speed);
    }

    private sealed class LabTimer(LabClock clock, TimerCallback callback, object? state, long id) : ITimer
    {
        public static IComparer<LabTimer> ByDue { get; } = Comparer<LabTimer>.Create((a, b) => (a.Due, a.Id).CompareTo((b.Due, b.Id)));

        public static IComparer<LabTimer> ByRealDue { get; } = Comparer<LabTimer>.Create((a, b) => (a.RealDue, a.Id).CompareTo((b.RealDue, b.Id)));

        public long Id => id;

        public long Due { get; set; }

        public long RealDue { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock.Remove(this);
                Period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    clock.Add(this, dueTime);
                    clock.Arm();
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

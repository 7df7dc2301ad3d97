namespace PubSubLab.Lab.Time;

/// <summary>
/// Runs asynchronous code on one thread and on a clock that is moved by hand: everything that can run runs before time moves on, so that
/// minutes take milliseconds and come out the same each time.
/// </summary>
public sealed class OneThread : SynchronizationContext
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(10);

    /// <summary>The time that work elsewhere in the process has to come back, on the machine's clock.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();

    private readonly LabClock _clock;
    private readonly bool _exact;

    /// <summary>On a manual clock. What was begun in one run goes on in the next.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="exact">Whether time goes from each moment at which something is due to the next. Default: in steps of 10 ms.</param>
    public OneThread(LabClock clock, bool exact = false) => (_clock, _exact) = (clock, exact);

    /// <summary>Runs <paramref name="body"/> to its end.</summary>
    /// <param name="body">The code to run.</param>
    /// <param name="limit">Its limit of lab time.</param>
    /// <param name="moved">Called after everything of a moment has happened, before time moves on; null for nothing.</param>
    /// <exception cref="LabException">The limit passed first.</exception>
    public T Run<T>(Func<Task<T>> body, TimeSpan limit, Action? moved = null)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = body();
            var end = _clock.GetUtcNow() + limit;
            Drain();
            while (!task.IsCompleted)
            {
                if (_clock.GetUtcNow() >= end)
                {
                    throw new LabException($"After {Durations.Format(limit)} of the lab's time the run had not ended.");
                }

                moved?.Invoke();
                Move(end - _clock.GetUtcNow(), task);
                Drain();
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_queue)
        {
            _queue.Enqueue((d, state));
        }
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    private void Move(TimeSpan most, Task until)
    {
        if (!_exact)
        {
            _clock.Advance(s_step);
            return;
        }

        // A timer without a wait takes no time.
        _clock.Advance(TimeSpan.Zero);

        // Where nothing waits for a time, something waits for another thread.
        if (!HasWork && _clock.Step(most) is null && !SpinWait.SpinUntil(() => HasWork || until.IsCompleted, s_patience))
        {
            throw new LabException("The run waits for something that never happens. Please report this as a fault of pubsublab.");
        }
    }

    private bool HasWork
    {
        get
        {
            lock (_queue)
            {
                return _queue.Count > 0;
            }
        }
    }

    private void Drain()
    {
        while (true)
        {
            (SendOrPostCallback Callback, object? State) next;
            lock (_queue)
            {
                if (!_queue.TryDequeue(out next))
                {
                    return;
                }
            }

            next.Callback(next.State);
        }
    }
}

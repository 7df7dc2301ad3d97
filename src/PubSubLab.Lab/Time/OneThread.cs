namespace PubSubLab.Lab.Time;

/// <summary>
/// Runs asynchronous code on one thread and on a clock that is moved by hand: everything that can run runs before time moves on, so that
/// minutes take milliseconds and come out the same each time.
/// </summary>
public sealed class OneThread : SynchronizationContext
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(10);

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();

    private OneThread(LabClock clock) => Clock = clock;

    /// <summary>The clock that is moved.</summary>
    public LabClock Clock { get; }

    /// <summary>Runs <paramref name="body"/> to its end.</summary>
    /// <param name="clock">A manual clock.</param>
    /// <param name="body">What is run.</param>
    /// <param name="limit">How much of the lab's time it may take.</param>
    /// <param name="moved">Called after everything of a moment has happened, before time moves on; null for nothing.</param>
    /// <exception cref="LabException">The limit passed first.</exception>
    public static T Run<T>(LabClock clock, Func<Task<T>> body, TimeSpan limit, Action? moved = null)
    {
        var before = Current;
        var thread = new OneThread(clock);
        SetSynchronizationContext(thread);
        try
        {
            var task = body();
            var end = clock.GetUtcNow() + limit;
            thread.Drain();
            while (!task.IsCompleted)
            {
                if (clock.GetUtcNow() >= end)
                {
                    throw new LabException($"After {Durations.Format(limit)} of the lab's time the run had not ended.");
                }

                moved?.Invoke();
                clock.Advance(s_step);
                thread.Drain();
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

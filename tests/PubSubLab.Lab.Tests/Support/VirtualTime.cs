using Microsoft.Extensions.Time.Testing;

namespace PubSubLab.Lab.Tests.Support;

/// <summary>
/// Runs asynchronous code on one thread and on fake time: everything that can run runs before time moves on, so that a run of
/// minutes takes milliseconds and comes out the same each time.
/// </summary>
internal sealed class VirtualTime : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();

    public FakeTimeProvider Clock { get; } = new();

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_queue)
        {
            _queue.Enqueue((d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <summary>Runs to the end, moving time in steps where nothing else is left to do.</summary>
    public static T Run<T>(Func<VirtualTime, Task<T>> body, TimeSpan? limit = null)
    {
        var time = new VirtualTime();
        var before = Current;
        SetSynchronizationContext(time);
        try
        {
            var task = body(time);
            var end = time.Clock.GetUtcNow() + (limit ?? TimeSpan.FromHours(1));
            while (!task.IsCompleted)
            {
                time.Drain();
                if (!task.IsCompleted)
                {
                    (time.Clock.GetUtcNow() < end).ShouldBeTrue("virtual time ran out before the run ended");
                    time.Clock.Advance(TimeSpan.FromMilliseconds(10));
                }
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public static void Run(Func<VirtualTime, Task> body) => Run(async time =>
    {
        await body(time);
        return true;
    });

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

namespace PubSubLab.Benchmarks.Celery;

/// <summary>One way to publish and to handle tasks on a queue.</summary>
internal abstract class QueueSubject : IAsyncDisposable
{
    /// <summary>Limit of pending publishes and of a worker's outstanding tasks.</summary>
    public const int InFlight = 64;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _handledOne = new(0);
    private TaskCompletionSource _all = new();
    private int _left;

    /// <summary>The best rate that <see cref="RunAsync"/> saw, in tasks a second.</summary>
    public double Best { get; private set; }

    /// <summary>Publishes and handles so many tasks at once.</summary>
    public async Task RunAsync(int count, CancellationToken cancellation)
    {
        _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _left, count);
        var start = TimeProvider.System.GetTimestamp();
        await PublishAllAsync(count, cancellation).WaitAsync(s_patience, TimeProvider.System, cancellation);
        await AllHandledAsync(_all.Task, cancellation).WaitAsync(s_patience, TimeProvider.System, cancellation);
        Best = Math.Max(Best, count / TimeProvider.System.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Publishes a task when the one before is handled; the median of the times from before the publish until it is handled, in microseconds.</summary>
    public async Task<double> RoundTripAsync(int rounds, CancellationToken cancellation)
    {
        Volatile.Write(ref _left, int.MaxValue);
        while (_handledOne.Wait(0, CancellationToken.None))
        {
        }

        var times = new List<double>();
        for (var i = 0; i < rounds; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            var publish = PublishAsync(cancellation);
            if (!await _handledOne.WaitAsync(s_patience, cancellation))
            {
                throw new TimeoutException("A task was published and not handled.");
            }

            times.Add(TimeProvider.System.GetElapsedTime(start).TotalMicroseconds);
            await publish;
        }

        return times.Order().ElementAt(rounds / 2);
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Publishes one task; ends when the broker has it.</summary>
    protected abstract Task PublishAsync(CancellationToken cancellation);

    protected virtual Task PublishAllAsync(int count, CancellationToken cancellation) => Parallel.ForAsync(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellation }, async (_, token) => await PublishAsync(token));

    /// <summary>Waits until all tasks of a run are handled.</summary>
    protected virtual Task AllHandledAsync(Task all, CancellationToken cancellation) => all;

    /// <summary>To be called for each task that is handled.</summary>
    protected void Handled()
    {
        _handledOne.Release();
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _all.TrySetResult();
        }
    }
}

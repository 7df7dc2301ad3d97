namespace Google.Cloud.PubSub.V1.Concurrency;

/// <summary>Owns background work. Closing the group waits for all tasks that it started.</summary>
/// <param name="workers">Where the work runs.</param>
/// <param name="context">Execution context of the work, or null for that of the caller of <see cref="Run"/>.</param>
internal sealed class TaskGroup(TaskScheduler workers, ExecutionContext? context = null)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _whenEmpty;
    private Exception? _failure;
    private int _running;

    /// <summary>Told of the first piece of work that failed.</summary>
    internal Action<Exception>? OnFailure { get; set; }

    /// <summary>Starts work on a worker.</summary>
    internal void Run(Func<Task> work)
    {
        lock (_lock)
        {
            _running++;
        }

        if (context is null)
        {
            Start(work);
        }
        else
        {
            ExecutionContext.Run(context, _ => Start(work), null);
        }
    }

    /// <summary>Completes when nothing runs any more; faults if any of the work failed.</summary>
    internal async Task WhenEmptyAsync()
    {
        while (true)
        {
            Task empty;
            lock (_lock)
            {
                if (_running == 0)
                {
                    break;
                }

                _whenEmpty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                empty = _whenEmpty.Task;
            }

            await empty;
        }

        if (_failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
        }
    }

    private void Start(Func<Task> work) => _ = workers.RunAsync(() => WatchAsync(work));

    private async Task WatchAsync(Func<Task> work)
    {
        Exception? failure = null;
        try
        {
            await work();
        }
        catch (Exception e)
        {
            failure = e;
        }

        TaskCompletionSource? empty = null;
        var first = false;
        lock (_lock)
        {
            first = failure is not null && _failure is null;
            _failure ??= failure;
            if (--_running == 0)
            {
                empty = _whenEmpty;
                _whenEmpty = null;
            }
        }

        if (first)
        {
            OnFailure?.Invoke(failure!);
        }

        empty?.SetResult();
    }
}

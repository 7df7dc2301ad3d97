namespace Google.Cloud.PubSub.V1.Concurrency;

/// <summary>Starts the work of a client on a scheduler. The thread pool's is the default; a simulation has one of its own.</summary>
internal static class Workers
{
    /// <summary>Starts work, as <see cref="Task.Run(Func{Task})"/> does on the thread pool.</summary>
    internal static Task RunAsync(this TaskScheduler workers, Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, workers).Unwrap();

    /// <summary>Cancels, and runs the callbacks on a worker, as <see cref="CancellationTokenSource.CancelAsync"/> does on the thread pool.</summary>
    internal static Task CancelAsync(this TaskScheduler workers, CancellationTokenSource source) =>
        Task.Factory.StartNew(source.Cancel, CancellationToken.None, TaskCreationOptions.DenyChildAttach, workers);

    /// <summary>Queues an item behind the other work.</summary>
    internal static void Queue(this TaskScheduler workers, IThreadPoolWorkItem item)
    {
        if (workers == TaskScheduler.Default)
        {
            // Without a task and a context of its own for each handler.
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
        else
        {
            _ = Task.Factory.StartNew(item.Execute, CancellationToken.None, TaskCreationOptions.DenyChildAttach, workers);
        }
    }
}

using Google.Api.Gax;

namespace Google.Cloud.PubSub.V1.Concurrency;

/// <summary>
/// Waits that end early without an exception, which would cost more than what is waited for. They go on where the caller runs: on the
/// thread pool, or on a simulation's only thread.
/// </summary>
internal static class Waiting
{
    /// <summary>True when the whole delay passed, false when it was cancelled.</summary>
    internal static async Task<bool> PassedAsync(this IScheduler scheduler, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        // A delay drops its fraction of a millisecond, and one of less ends at once: who waits for a moment would wait for it in a spin.
        var wait = scheduler.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)), cancellationToken);
        await wait.EndedAsync();
        return wait.IsCompletedSuccessfully && !cancellationToken.IsCancellationRequested;
    }

    /// <summary>True when the task completed, false when waiting was cancelled first. An exception of the task is thrown.</summary>
    internal static async Task<bool> CompletedAsync(this Task task, CancellationToken cancellationToken)
    {
        if (!task.IsCompleted)
        {
            // WaitAsync would go by the thread pool, whatever the caller's context.
            var either = new TaskCompletionSource();
            using var cancelled = cancellationToken.UnsafeRegister(static either => ((TaskCompletionSource)either!).TrySetResult(), either);
            task.GetAwaiter().UnsafeOnCompleted(() => either.TrySetResult());
            await either.Task;
        }

        if (!task.IsCompleted)
        {
            return false;
        }

        await task;
        return true;
    }

    /// <summary>True when <paramref name="awaited"/> was cancelled, false when waiting was cancelled first.</summary>
    internal static async Task<bool> CancelledAsync(this CancellationToken awaited, CancellationToken cancellationToken)
    {
        var either = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var first = awaited.UnsafeRegister(static either => ((TaskCompletionSource)either!).TrySetResult(), either);
        using var second = cancellationToken.UnsafeRegister(static either => ((TaskCompletionSource)either!).TrySetResult(), either);
        await either.Task;
        return awaited.IsCancellationRequested;
    }

    /// <summary>Waits for the task's end, however it ends.</summary>
    internal static System.Runtime.CompilerServices.ConfiguredTaskAwaitable EndedAsync(this Task task) =>
        task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
}

using Google.Api.Gax;

namespace Google.Cloud.PubSub.V1.Concurrency;

/// <summary>Waits that end early without an exception, which would cost more than what is waited for.</summary>
internal static class Waiting
{
    /// <summary>True when the whole delay passed, false when it was cancelled.</summary>
    internal static async Task<bool> PassedAsync(this IScheduler scheduler, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        var wait = scheduler.Delay(delay, cancellationToken);
        await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return wait.IsCompletedSuccessfully && !cancellationToken.IsCancellationRequested;
    }

    /// <summary>True when the task completed, false when waiting was cancelled first. An exception of the task is thrown.</summary>
    internal static async Task<bool> CompletedAsync(this Task task, CancellationToken cancellationToken)
    {
        var wait = task.WaitAsync(cancellationToken);
        await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!task.IsCompleted)
        {
            return false;
        }

        await task;
        return true;
    }
}

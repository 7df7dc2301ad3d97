namespace PubSubLab.Lab.Transports;

/// <summary>
/// Starts sends in the order of the calls. Callers that wait for the same connection or lookup otherwise continue in any order:
/// the thread pool runs the newest continuation first.
/// </summary>
public sealed class SendingOrder
{
    /// <summary>Completes when the latest send has started, or could not; never fails.</summary>
    private Task _latest = Task.CompletedTask;

    /// <summary>Sends after everything that was asked for before has started.</summary>
    /// <param name="ready">The connection or lookup. It ends by itself, so that it delays the others for a limited time only.</param>
    /// <param name="start">Starts sending, and returns the task that completes with the broker's answer. The next one does not wait for that.</param>
    public async Task<T> SendAsync<TReady, T>(Task<TReady> ready, Func<TReady, Task<T>> start)
    {
        if (ready.IsCompletedSuccessfully && Volatile.Read(ref _latest).IsCompleted)
        {
            // Starts before the caller goes on, so whatever it sends next starts later.
            return await start(await ready);
        }

        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = Interlocked.Exchange(ref _latest, started.Task);
        Task<T> answer;
        try
        {
            await before;
            answer = start(await ready);
        }
        finally
        {
            started.SetResult();
        }

        return await answer;
    }
}

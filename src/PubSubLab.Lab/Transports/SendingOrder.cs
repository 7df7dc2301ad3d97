namespace PubSubLab.Lab.Transports;

/// <summary>
/// Starts sends in the order of the calls. Callers that wait for the same connection or lookup otherwise continue in any order:
/// the thread pool runs the newest continuation first.
/// </summary>
public sealed class SendingOrder : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Sends after everything that was asked for before has started.</summary>
    /// <param name="ready">The connection or lookup. It ends by itself, so that it delays the others for a limited time only.</param>
    /// <param name="start">Starts sending, and returns the task that completes with the broker's answer. The next one does not wait for that.</param>
    public async Task<T> SendAsync<TReady, T>(Task<TReady> ready, Func<TReady, Task<T>> start)
    {
        await _turn.WaitAsync();
        Task<T> answer;
        try
        {
            answer = start(await ready);
        }
        finally
        {
            _turn.Release();
        }

        return await answer;
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}

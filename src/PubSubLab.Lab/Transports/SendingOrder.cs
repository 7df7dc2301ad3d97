namespace PubSubLab.Lab.Transports;

/// <summary>
/// Starts what is sent in the order in which it was asked for. Callers that wait for the same connection or lookup otherwise go on in any order:
/// the thread pool runs the newest continuation first.
/// </summary>
public sealed class SendingOrder : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Sends when it is ready and everything that was asked for before has started.</summary>
    /// <param name="ready">What sending needs; it ends by itself, so that it holds the others back for a limited time.</param>
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

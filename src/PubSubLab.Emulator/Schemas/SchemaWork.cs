namespace PubSubLab.Emulator.Schemas;

/// <summary>
/// Checks of messages and definitions, which can cost seconds and cannot be interrupted. They take at most half of the
/// processors, so that other calls go on, and a check whose caller left while it waited is not done.
/// </summary>
internal sealed class SchemaWork : IDisposable
{
    private readonly SemaphoreSlim _room = new(Math.Max(Environment.ProcessorCount / 2, 1));

    /// <summary>Does the work when there is room.</summary>
    /// <exception cref="OperationCanceledException">The caller left before.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        await _room.WaitAsync(cancellation);
        try
        {
            return await Task.Run(work, cancellation);
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();
}

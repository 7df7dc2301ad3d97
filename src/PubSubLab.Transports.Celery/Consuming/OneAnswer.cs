namespace PubSubLab.Transports.Celery.Consuming;

/// <summary>The answer to one delivery: the first that is given counts, and each later caller gets its outcome.</summary>
internal sealed class OneAnswer
{
    private readonly Lock _gate = new();
    private Task<bool>? _given;

    public Task<bool> GiveAsync(Func<Task<bool>> give)
    {
        lock (_gate)
        {
            return _given ??= give();
        }
    }
}

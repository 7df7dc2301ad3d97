namespace Google.Cloud.PubSub.V1.Concurrency;

/// <summary>A count that can be waited for to be zero. It may rise again afterwards.</summary>
internal sealed class Countdown
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _whenZero;
    private int _count;

    internal int Count => Volatile.Read(ref _count);

    internal void Add(int count)
    {
        TaskCompletionSource? zero = null;
        lock (_lock)
        {
            _count += count;
            if (_count == 0)
            {
                zero = _whenZero;
                _whenZero = null;
            }
        }

        zero?.SetResult();
    }

    internal Task WhenZeroAsync()
    {
        lock (_lock)
        {
            return _count == 0
                ? Task.CompletedTask
                : (_whenZero ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}

using Google.Api.Gax;

namespace Google.Cloud.PubSub.V1;

/// <summary>
/// Lets in as many messages as may be handled at once, over all streams, first come first served. A message larger than the limit is let
/// in when it is alone.
/// </summary>
internal sealed class FlowGate
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Entered)> _waiting = new();
    private readonly long _maxCount;
    private readonly long _maxBytes;
    private long _count;
    private long _bytes;

    internal FlowGate(FlowControlSettings settings)
    {
        _maxCount = settings.MaxOutstandingElementCount is { } count and > 0 ? count : long.MaxValue;
        _maxBytes = settings.MaxOutstandingByteCount is { } bytes and > 0 ? bytes : long.MaxValue;
    }

    /// <summary>Lets several messages in together, or none of them; every entry is followed by an <see cref="Exit"/>.</summary>
    internal bool TryEnter(int count, long bytes)
    {
        lock (_lock)
        {
            if (_waiting.Count > 0 || count > _maxCount - _count || bytes > _maxBytes - _bytes)
            {
                return false;
            }

            _count += count;
            _bytes += bytes;
            return true;
        }
    }

    /// <summary>Completes when the message is in; every entry is followed by an <see cref="Exit"/>.</summary>
    internal Task EnterAsync(long bytes)
    {
        lock (_lock)
        {
            if (_waiting.Count == 0 && Fits(bytes))
            {
                Take(bytes);
                return Task.CompletedTask;
            }

            var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((bytes, entered));
            return entered.Task;
        }
    }

    internal void Exit(long bytes)
    {
        lock (_lock)
        {
            _count--;
            _bytes -= bytes;
            while (_waiting.TryPeek(out var next) && Fits(next.Bytes))
            {
                _waiting.Dequeue();
                Take(next.Bytes);
                next.Entered.SetResult();
            }
        }
    }

    private bool Fits(long bytes) => _count == 0 || (_count < _maxCount && _bytes + bytes <= _maxBytes);

    private void Take(long bytes)
    {
        _count++;
        _bytes += bytes;
    }
}

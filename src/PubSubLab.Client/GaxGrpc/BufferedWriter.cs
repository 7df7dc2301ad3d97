using Grpc.Core;

namespace Google.Api.Gax.Grpc;

/// <summary>Puts writes in line, because gRPC allows one at a time.</summary>
internal sealed class BufferedWriter<T>(IClientStreamWriter<T> writer, int capacity)
    where T : class
{
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;
    private int _waiting;
    private bool _completed;

    public Task? TryWrite(T message, WriteOptions? options) => Enqueue(message, options, mustQueue: false);

    public Task Write(T message, WriteOptions? options) => Enqueue(message, options, mustQueue: true)!;

    public Task? TryComplete() => Enqueue(null, null, mustQueue: false);

    public Task Complete() => Enqueue(null, null, mustQueue: true)!;

    private Task? Enqueue(T? message, WriteOptions? options, bool mustQueue)
    {
        lock (_lock)
        {
            if (_completed || _waiting >= capacity)
            {
                return mustQueue
                    ? throw new InvalidOperationException(_completed
                        ? "The stream was completed; nothing can be written to it any more."
                        : $"{capacity} messages wait to be written to the stream already.")
                    : null;
            }

            _waiting++;
            _completed = message is null;
            return _last = WriteAfterAsync(_last, message, options);
        }
    }

    private async Task WriteAfterAsync(Task previous, T? message, WriteOptions? options)
    {
        try
        {
            await previous;
            if (message is null)
            {
                await writer.CompleteAsync();
                return;
            }

            if (options is not null)
            {
                writer.WriteOptions = options;
            }

            await writer.WriteAsync(message);
        }
        finally
        {
            lock (_lock)
            {
                _waiting--;
            }
        }
    }
}

using Grpc.Core;

namespace Google.Api.Gax.Grpc;

/// <summary>The responses of a stream, readable once with <c>await foreach</c>.</summary>
/// <typeparam name="TResponse">The type of the responses.</typeparam>
public sealed class AsyncResponseStream<TResponse> : IAsyncEnumerable<TResponse>, IAsyncEnumerator<TResponse>
{
    private readonly IAsyncStreamReader<TResponse> _reader;
    private CancellationToken _cancellationToken;
    private int _enumerated;

    internal AsyncResponseStream(IAsyncStreamReader<TResponse> reader) => _reader = reader;

    /// <inheritdoc />
    public TResponse Current => _reader.Current;

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">The stream is being read already.</exception>
    public IAsyncEnumerator<TResponse> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        GaxPreconditions.CheckState(Interlocked.Exchange(ref _enumerated, 1) == 0, "A response stream can be read once; this one is being read already.");
        _cancellationToken = cancellationToken;
        return this;
    }

    /// <summary>Waits for the next response; false at the end of the stream.</summary>
    public ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken) => new(_reader.MoveNext(cancellationToken));

    /// <inheritdoc />
    public ValueTask<bool> MoveNextAsync() => MoveNextAsync(_cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _reader is IAsyncDisposable disposable ? disposable.DisposeAsync() : default;
}

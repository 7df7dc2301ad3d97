using Grpc.Core;

namespace Google.Api.Gax.Grpc;

/// <summary>A call in which both sides stream.</summary>
/// <typeparam name="TRequest">What the client writes.</typeparam>
/// <typeparam name="TResponse">What the service writes.</typeparam>
public abstract class BidirectionalStreamingBase<TRequest, TResponse> : IDisposable
{
    /// <summary>The call underneath.</summary>
    public virtual AsyncDuplexStreamingCall<TRequest, TResponse> GrpcCall => throw new NotImplementedException();

    /// <summary>Queues a message, or returns null when the queue is full.</summary>
    public virtual Task TryWriteAsync(TRequest message) => throw new NotImplementedException();

    /// <summary>Queues a message; several calls may be under way.</summary>
    /// <exception cref="InvalidOperationException">The queue is full, or the stream was completed.</exception>
    public virtual Task WriteAsync(TRequest message) => throw new NotImplementedException();

    /// <summary>Queues a message, or returns null when the queue is full.</summary>
    public virtual Task TryWriteAsync(TRequest message, WriteOptions options) => throw new NotImplementedException();

    /// <summary>Queues a message; several calls may be under way.</summary>
    /// <exception cref="InvalidOperationException">The queue is full, or the stream was completed.</exception>
    public virtual Task WriteAsync(TRequest message, WriteOptions options) => throw new NotImplementedException();

    /// <summary>Ends the client's side, or returns null when the queue is full.</summary>
    public virtual Task TryWriteCompleteAsync() => throw new NotImplementedException();

    /// <summary>Ends the client's side.</summary>
    public virtual Task WriteCompleteAsync() => throw new NotImplementedException();

    /// <summary>The service's messages.</summary>
    public virtual AsyncResponseStream<TResponse> GetResponseStream() => new(GrpcCall.ResponseStream);

    /// <summary>Ends the call at once.</summary>
    public virtual void Dispose()
    {
        GrpcCall.Dispose();
        GC.SuppressFinalize(this);
    }
}

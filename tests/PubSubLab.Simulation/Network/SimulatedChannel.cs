using Grpc.Core;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Network;

/// <summary>A client's channel: opens a connection with the first call, and another one after the client has lost it.</summary>
internal sealed class SimulatedChannel(SimulatedNetwork network, SimulatedProcess client) : CallInvoker
{
    private Link? _link;

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = Open(method.FullName, options);
        return new AsyncUnaryCall<TResponse>(
            AskAsync(call, method, request), Task.FromResult(new Metadata()), () => call.Status, () => call.Trailers, () => call.Cancel("Call disposed."));
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = Open(method.FullName, options);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            new Writer<TRequest>(call, method.RequestMarshaller), new Reader<TResponse>(call, method.ResponseMarshaller),
            Task.FromResult(new Metadata()), () => call.Status, () => call.Trailers, () => call.Cancel("Call disposed."));
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException("The only thread cannot wait.");

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException("Pub/Sub has no such method.");

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        throw new NotSupportedException("Pub/Sub has no such method.");

    private SimulatedCall Open(string method, CallOptions options)
    {
        if (_link is null || _link.IsLostForClient)
        {
            _link = network.Open(client.Name);
        }

        return new SimulatedCall(network, client, _link, method, options);
    }

    private static async Task<TResponse> AskAsync<TRequest, TResponse>(SimulatedCall call, Method<TRequest, TResponse> method, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        await call.SendAsync(method.RequestMarshaller.Write(request));
        call.HalfClose();
        var answer = await call.ReceiveAsync() ?? throw new RpcException(new Status(StatusCode.Internal, "The call ended without an answer."));
        await call.ReceiveAsync();
        return method.ResponseMarshaller.Read(answer);
    }

    private sealed class Writer<T>(SimulatedCall call, Marshaller<T> marshaller) : IClientStreamWriter<T>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(T message) => call.SendAsync(marshaller.Write(message));

        public Task CompleteAsync()
        {
            call.HalfClose();
            return Task.CompletedTask;
        }
    }

    private sealed class Reader<T>(SimulatedCall call, Marshaller<T> marshaller) : IAsyncStreamReader<T>
    {
        public T Current { get; private set; } = default!;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (await call.ReceiveAsync() is not { } bytes)
            {
                return false;
            }

            Current = marshaller.Read(bytes);
            return true;
        }
    }
}

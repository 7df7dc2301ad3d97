using Grpc.Core;
using PubSubLab.Simulation.Network;

namespace PubSubLab.Simulation.Servers;

/// <summary>The methods of a server by name, as Grpc.AspNetCore maps them. A later one replaces an earlier one of the same name.</summary>
internal sealed class MethodTable : ServiceBinderBase
{
    private readonly Dictionary<string, Func<SimulatedCall, SimulatedCallContext, Task>> _methods = new(StringComparer.Ordinal);

    public bool TryFind(string name, out Func<SimulatedCall, SimulatedCallContext, Task> method) => _methods.TryGetValue(name, out method!);

    /// <summary>Puts a method around another.</summary>
    public void Replace(string name, Func<Func<SimulatedCall, SimulatedCallContext, Task>, Func<SimulatedCall, SimulatedCallContext, Task>> around) =>
        _methods[name] = around(_methods[name]);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        _methods[method.FullName] = async (call, context) =>
        {
            var request = await call.TakeAsync() ?? throw new RpcException(new Status(StatusCode.Internal, "The call has no request."));
            var response = await handler!(method.RequestMarshaller.Read(request), context);
            await call.AnswerAsync(method.ResponseMarshaller.Write(response), CancellationToken.None);
        };

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        _methods[method.FullName] = (call, context) =>
            handler!(new Requests<TRequest>(call, method.RequestMarshaller), new Responses<TResponse>(call, method.ResponseMarshaller), context);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
    }

    private sealed class Requests<T>(SimulatedCall call, Marshaller<T> marshaller) : IAsyncStreamReader<T>
    {
        public T Current { get; private set; } = default!;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (await call.TakeAsync() is not { } bytes)
            {
                return false;
            }

            Current = marshaller.Read(bytes);
            return true;
        }
    }

    private sealed class Responses<T>(SimulatedCall call, Marshaller<T> marshaller) : IServerStreamWriter<T>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(T message) => call.AnswerAsync(marshaller.Write(message), CancellationToken.None);

        public Task WriteAsync(T message, CancellationToken cancellationToken) => call.AnswerAsync(marshaller.Write(message), cancellationToken);
    }
}

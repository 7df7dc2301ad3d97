using Grpc.Core;

namespace PubSubLab.Client.Tests.Server;

/// <summary>Calls that go nowhere and end as a script says.</summary>
internal sealed class ScriptedInvoker : CallInvoker
{
    /// <summary>Answer of each attempt; null for success.</summary>
    internal Func<int, StatusCode?> Answer { get; set; } = _ => null;

    internal int Attempts { get; private set; }

    internal List<DateTime?> Deadlines { get; } = [];

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        Attempts++;
        Deadlines.Add(options.Deadline);
        var answer = Answer(Attempts) is { } code
            ? Task.FromException<TResponse>(new RpcException(new Status(code, "as the script says")))
            : Task.FromResult(Activator.CreateInstance<TResponse>());
        return new AsyncUnaryCall<TResponse>(answer, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException("The client makes no blocking calls.");

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException("Pub/Sub has no such call.");

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        throw new NotSupportedException("Pub/Sub has no such call.");

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        throw new NotSupportedException("No test opens a stream here.");
}

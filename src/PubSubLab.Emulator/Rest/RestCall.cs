using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace PubSubLab.Emulator.Rest;

/// <summary>A REST call as the services see it.</summary>
internal sealed class RestCall : ServerCallContext
{
    // Where Grpc.AspNetCore's GetHttpContext looks in contexts that are not its own.
    private const string HttpContextKey = "__HttpContext";
    private readonly HttpContext _context;

    public RestCall(HttpContext context, string method)
    {
        _context = context;
        MethodCore = method;
        UserState[HttpContextKey] = context;
    }

    protected override string MethodCore { get; }

    protected override string HostCore => _context.Request.Host.Value ?? "";

    protected override string PeerCore => $"{_context.Connection.RemoteIpAddress}:{_context.Connection.RemotePort}";

    protected override DateTime DeadlineCore => DateTime.MaxValue;

    protected override Metadata RequestHeadersCore => [];

    protected override CancellationToken CancellationTokenCore => _context.RequestAborted;

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new(null, []);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}

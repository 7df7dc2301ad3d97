using System.IO.Pipelines;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PubSubLab.Simulation.Network;

namespace PubSubLab.Simulation.Servers;

/// <summary>A call as the emulator's services see it.</summary>
internal sealed class SimulatedCallContext : ServerCallContext
{
    private readonly SimulatedCall _call;

    public SimulatedCallContext(SimulatedCall call)
    {
        _call = call;
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Loopback;
        http.Request.Headers.UserAgent = call.Peer;
        foreach (var header in call.Headers.Where(static header => !header.IsBinary))
        {
            http.Request.Headers[header.Key] = header.Value;
        }

        http.Features.Set<IRequestBodyPipeFeature>(new Body(call));

        // Where GetHttpContext looks for it in a call that is not Grpc.AspNetCore's own.
        UserState["__HttpContext"] = http;
    }

    protected override string MethodCore => _call.Method;

    protected override string HostCore => "simulation";

    protected override string PeerCore => _call.Peer;

    protected override DateTime DeadlineCore => DateTime.MaxValue;

    protected override Metadata RequestHeadersCore => _call.Headers;

    protected override CancellationToken CancellationTokenCore => _call.Aborted;

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new(null, []);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;

    private sealed class Body(SimulatedCall call) : PipeReader, IRequestBodyPipeFeature
    {
        public PipeReader Reader => this;

        public override void CancelPendingRead() => call.CancelPendingTake();

        public override void AdvanceTo(SequencePosition consumed) => throw Unread();

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => throw Unread();

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => throw Unread();

        public override bool TryRead(out ReadResult result) => throw Unread();

        private static NotSupportedException Unread() => new("The messages of a call are read through its request stream.");
    }
}

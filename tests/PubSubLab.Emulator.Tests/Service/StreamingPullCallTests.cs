using System.IO.Pipelines;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Services;
using PubSubLab.Emulator.Wire;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>One stream as Kestrel has it: how it ends shows only seconds later, when the same connection is used for something else.</summary>
public sealed class StreamingPullCallTests
{
    private const string Topic = "projects/test/topics/topic";
    private const string Subscription = "projects/test/subscriptions/subscription";

    [Fact]
    public async Task A_stream_that_the_server_ends_leaves_no_read_of_its_requests_behind()
    {
        await using var broker = new Broker(new PubSubEmulatorOptions());
        var subscription = broker.CreateSubscription(Subscription, broker.CreateTopic(new Topic { Name = Topic }), new SubscriptionSettings(), null, ordered: false);
        var body = new Pipe();
        var requests = new Requests(body.Reader, new StreamingPullRequest { Subscription = Subscription, StreamAckDeadlineSeconds = 10 });
        var call = new StreamingPullCall(broker, requests, new Responses(), new Call(body.Reader)).RunAsync();
        await requests.Reads;
        call.IsCompleted.ShouldBeFalse();

        Broker.BreakStreams(subscription).ShouldBe(1);

        (await Should.ThrowAsync<RpcException>(() => call)).StatusCode.ShouldBe(StatusCode.Unavailable);
        requests.IsReading.ShouldBeFalse("Kestrel gives the body's reader to another call now");
    }

    /// <summary>The first request, and then none: a read that waits, as those of Grpc.AspNetCore do, on the body of the HTTP request.</summary>
    private sealed class Requests(PipeReader body, StreamingPullRequest first) : IAsyncStreamReader<Frame>
    {
        private readonly TaskCompletionSource _reads = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Frame? _first = Frame.FromBytes(first.ToByteArray());

        /// <summary>Completes when it is waited for what does not come.</summary>
        public Task Reads => _reads.Task;

        public bool IsReading { get; private set; }

        public Frame Current { get; private set; } = null!;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (_first is { } frame)
            {
                (Current, _first) = (frame, null);
                return true;
            }

            IsReading = true;
            _reads.SetResult();
            var read = await body.ReadAsync(cancellationToken);
            IsReading = false;
            return !read.IsCanceled ? false : throw new RpcException(new Status(StatusCode.Cancelled, "Incoming message cancelled."));
        }
    }

    private sealed class Responses : IServerStreamWriter<DeliveryReply>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(DeliveryReply message) => Task.CompletedTask;
    }

    private sealed class BodyFeature(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }

    private sealed class Call : ServerCallContext
    {
        public Call(PipeReader body)
        {
            var http = new DefaultHttpContext();
            http.Features.Set<IRequestBodyPipeFeature>(new BodyFeature(body));

            // Where GetHttpContext looks for it in a call that is not Grpc.AspNetCore's own.
            UserState["__HttpContext"] = http;
        }

        protected override string MethodCore => "/google.pubsub.v1.Subscriber/StreamingPull";

        protected override string HostCore => "localhost";

        protected override string PeerCore => "test";

        protected override DateTime DeadlineCore => DateTime.MaxValue;

        protected override Metadata RequestHeadersCore { get; } = [];

        protected override CancellationToken CancellationTokenCore => CancellationToken.None;

        protected override Metadata ResponseTrailersCore { get; } = [];

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore { get; } = new(null, []);

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
    }
}

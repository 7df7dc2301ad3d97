using System.Collections.Concurrent;
using System.Net;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace PubSubLab.Benchmarks.Brokers;

/// <summary>
/// The ceiling: generated stubs in ASP.NET Core gRPC, and a broker that does next to nothing. It parses publishes, assigns
/// ids, sends each message with an ack id, and parses acks; it keeps no lease and no state beyond a queue.
/// </summary>
internal sealed class CeilingBroker : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CeilingBroker(WebApplication app) => _app = app;

    public string Endpoint => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("http://", "");

    public static async Task<CeilingBroker> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.Configure<KestrelServerOptions>(static kestrel =>
        {
            kestrel.Limits.Http2.InitialConnectionWindowSize = 16 << 20;
            kestrel.Limits.Http2.InitialStreamWindowSize = 4 << 20;
            kestrel.Limits.MaxResponseBufferSize = 4 << 20;
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<Queues>();
        var app = builder.Build();
        app.MapGrpcService<CeilingPublisher>();
        app.MapGrpcService<CeilingSubscriber>();
        await app.StartAsync();
        return new CeilingBroker(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    internal sealed class Queues
    {
        private long _lastId;

        public ConcurrentQueue<PubsubMessage> Messages { get; } = new();

        public SemaphoreSlim Some { get; } = new(0);

        public string NextId() => Interlocked.Increment(ref _lastId).ToString();
    }

    private sealed class CeilingPublisher(Queues queues) : Publisher.PublisherBase
    {
        public override Task<Topic> CreateTopic(Topic request, ServerCallContext context) => Task.FromResult(request);

        public override Task<PublishResponse> Publish(PublishRequest request, ServerCallContext context)
        {
            var response = new PublishResponse();
            var now = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
            foreach (var message in request.Messages)
            {
                message.MessageId = queues.NextId();
                message.PublishTime = now;
                response.MessageIds.Add(message.MessageId);
                queues.Messages.Enqueue(message);
            }

            queues.Some.Release();
            return Task.FromResult(response);
        }
    }

    private sealed class CeilingSubscriber(Queues queues) : Subscriber.SubscriberBase
    {
        public override Task<Subscription> CreateSubscription(Subscription request, ServerCallContext context) => Task.FromResult(request);

        public override async Task StreamingPull(
            IAsyncStreamReader<StreamingPullRequest> requestStream, IServerStreamWriter<StreamingPullResponse> responseStream, ServerCallContext context)
        {
            var acks = ReadAcksAsync(requestStream);
            try
            {
                while (!context.CancellationToken.IsCancellationRequested)
                {
                    await queues.Some.WaitAsync(context.CancellationToken);
                    while (!queues.Messages.IsEmpty)
                    {
                        var response = new StreamingPullResponse();
                        while (response.ReceivedMessages.Count < 500 && queues.Messages.TryDequeue(out var message))
                        {
                            response.ReceivedMessages.Add(new ReceivedMessage { AckId = queues.NextId(), Message = message });
                        }

                        await responseStream.WriteAsync(response, context.CancellationToken);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The client has what it wanted.
            }

            await acks;
        }

        private static async Task ReadAcksAsync(IAsyncStreamReader<StreamingPullRequest> requests)
        {
            try
            {
                while (await requests.MoveNext(CancellationToken.None))
                {
                    _ = requests.Current.AckIds.Count;
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
            {
                // Broken off by the client.
            }
        }
    }
}

using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Client.Tests.Server;

namespace PubSubLab.Client.Tests.Support;

/// <summary>A broker, a server in front of it, and clients to it.</summary>
internal sealed class Lab : IAsyncDisposable
{
    internal static readonly TopicName Topic = new("p", "t");
    internal static readonly SubscriptionName Subscription = new("p", "s");

    internal SmallBroker Broker { get; } = new();

    internal TestServer Server { get; private set; } = null!;

    internal SmallBroker.Queue Queue { get; private set; } = null!;

    internal static async Task<Lab> StartAsync()
    {
        var lab = new Lab();
        lab.Queue = lab.Broker.Subscribe(Topic, Subscription);
        lab.Server = await TestServer.StartAsync(lab.Broker);
        return lab;
    }

    internal Task<PublisherClient> PublisherAsync(PublisherClient.Settings? settings = null, PublisherServiceApiSettings? api = null) => new PublisherClientBuilder
    {
        TopicName = Topic,
        Endpoint = Server.Endpoint,
        ChannelCredentials = ChannelCredentials.Insecure,
        Settings = settings!,
        ApiSettings = api!,
        ClientCount = 1,
    }.BuildAsync(TestContext.Current.CancellationToken);

    internal Task<SubscriberClient> SubscriberAsync(SubscriberClient.Settings? settings = null, int streams = 1, string? endpoint = null, GrpcChannelOptions? options = null) => new SubscriberClientBuilder
    {
        SubscriptionName = Subscription,
        Endpoint = endpoint ?? Server.Endpoint,
        GrpcChannelOptions = options!,
        ChannelCredentials = ChannelCredentials.Insecure,
        Settings = settings!,
        ClientCount = streams,
    }.BuildAsync(TestContext.Current.CancellationToken);

    /// <summary>Kills the server, and starts another on the same port.</summary>
    internal async Task RestartAsync()
    {
        var port = Server.Port;
        await Server.DisposeAsync();
        Server = await TestServer.StartAsync(Broker, port);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

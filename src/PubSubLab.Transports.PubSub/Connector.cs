using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1;
using Grpc.Core;

namespace PubSubLab.Transports.PubSub;

/// <summary>Builds every client of a transport: the one place that knows address and credentials.</summary>
internal sealed class Connector
{
    private const string Agent = "pubsublab";

    private readonly PubSubTransportOptions _options;
    private readonly GrpcAdapter _adapter;
    private long _publishesSent;

    public Connector(PubSubTransportOptions options)
    {
        _options = options;
        _adapter = BrokerHandler.Adapter(options.ServerClock, useProxy: options.IsCloud, () => Interlocked.Increment(ref _publishesSent));
    }

    /// <summary>Number of publish requests that reached a connection. While it stays the same, no message was sent.</summary>
    public long PublishesSent => Interlocked.Read(ref _publishesSent);

    /// <summary>The client for topics, as the publisher's account.</summary>
    public Task<PublisherServiceApiClient> PublisherApiAsync(CancellationToken cancellation) =>
        Configure<PublisherServiceApiClientBuilder, PublisherServiceApiClient>(new PublisherServiceApiClientBuilder(), _options.PublisherCredential)
            .BuildAsync(cancellation);

    /// <summary>The client for subscriptions, as the subscriber's account.</summary>
    public Task<SubscriberServiceApiClient> SubscriberApiAsync(CancellationToken cancellation) =>
        Configure<SubscriberServiceApiClientBuilder, SubscriberServiceApiClient>(new SubscriberServiceApiClientBuilder(), _options.SubscriberCredential)
            .BuildAsync(cancellation);

    /// <summary>A publisher for one topic.</summary>
    public Task<PublisherClient> PublisherAsync(string topic, PublisherClient.Settings settings, PublisherServiceApiSettings api, CancellationToken cancellation)
    {
        var builder = new PublisherClientBuilder
        {
            TopicName = TopicName.FromProjectTopic(_options.ProjectId, topic), Settings = settings, ApiSettings = api, ClientCount = 1,
        };
        return Configure<PublisherClientBuilder, PublisherClient>(builder, _options.PublisherCredential).BuildAsync(cancellation);
    }

    /// <summary>A subscriber on connections of its own.</summary>
    public Task<SubscriberClient> SubscriberAsync(
        string subscription, SubscriberClient.Settings settings, SeverableConnections connections, CancellationToken cancellation)
    {
        var builder = new SubscriberClientBuilder
        {
            SubscriptionName = SubscriptionName.FromProjectSubscription(_options.ProjectId, subscription),
            Settings = settings,
            ClientCount = 1,
            GrpcAdapter = connections.Adapter,
        };
        return Configure<SubscriberClientBuilder, SubscriberClient>(builder, _options.SubscriberCredential).BuildAsync(cancellation);
    }

    private TBuilder Configure<TBuilder, TClient>(TBuilder builder, AccountCredential credential)
        where TBuilder : ClientBuilderBase<TClient>
        where TClient : class
    {
        builder.UserAgent = Agent;
        builder.GrpcAdapter ??= _adapter;
        if (_options.EmulatorHost is { } host)
        {
            builder.Endpoint = host;
            builder.ChannelCredentials = ChannelCredentials.Insecure;
            return builder;
        }

        if (_options.CloudEndpoint is { } endpoint)
        {
            builder.Endpoint = endpoint;
        }

        builder.Credential = credential;
        return builder;
    }
}

using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Apis.Auth.OAuth2;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PubSubLab.Client.Samples;

/// <summary>Building clients, as a user's program does it.</summary>
public static class BuildingSamples
{
    /// <summary>A publisher for a server without TLS.</summary>
    public static Task<PublisherClient> PublisherAsync(TopicName topic, string endpoint, PublisherClient.Settings? settings = null) => new PublisherClientBuilder
    {
        TopicName = topic,
        Endpoint = endpoint,
        ChannelCredentials = ChannelCredentials.Insecure,
        ClientCount = 2,
        ShareClientConnections = true,
        Settings = settings,
        ApiSettings = PublisherServiceApiSettings.GetDefault(),
    }.BuildAsync();

    /// <summary>A subscriber for a server without TLS.</summary>
    public static Task<SubscriberClient> SubscriberAsync(SubscriptionName subscription, string endpoint, SubscriberClient.Settings? settings = null) => new SubscriberClientBuilder
    {
        SubscriptionName = subscription,
        Endpoint = endpoint,
        ChannelCredentials = ChannelCredentials.Insecure,
        ClientCount = 2,
        ShareClientConnections = true,
        Settings = settings,
        ApiSettings = SubscriberServiceApiSettings.GetDefault(),
    }.BuildAsync();

    /// <summary>A publisher for a project, with the key of an account that may publish.</summary>
    public static PublisherClientBuilder ForProject(TopicName topic, string keyFile, ILogger logger) => new()
    {
        TopicName = topic,
        GoogleCredential = CredentialFactory.FromFile<ServiceAccountCredential>(keyFile).ToGoogleCredential(),
        UseJwtAccessWithScopes = true,
        QuotaProject = topic?.ProjectId,
        Scopes = PublisherServiceApiClient.DefaultScopes,
        UserAgent = "my-program/1.0",
        Logger = logger,
        Endpoint = PublisherServiceApiClient.DefaultEndpoint,
        EmulatorDetection = EmulatorDetection.ProductionOnly,
        GrpcAdapter = GrpcNetClientAdapter.Default.WithAdditionalOptions(options => options.MaxRetryAttempts = 3),
        GrpcChannelOptions = GrpcChannelOptions.Empty
            .WithKeepAliveTime(TimeSpan.FromMinutes(1))
            .WithMaxReceiveMessageSize(20_000_000)
            .WithMaxSendMessageSize(20_000_000)
            .WithPrimaryUserAgent("my-program"),
    };

#pragma warning disable CS0618 // Obsolete, and still used.
    /// <summary>A publisher created as older programs do.</summary>
    public static Task<PublisherClient> PublisherAsOfOldAsync(TopicName topic, string endpoint) => PublisherClient.CreateAsync(
        topic,
        new PublisherClient.ClientCreationSettings(clientCount: 1, credentials: ChannelCredentials.Insecure, serviceEndpoint: endpoint).WithEmulatorDetection(EmulatorDetection.None),
        new PublisherClient.Settings());

    /// <summary>A subscriber created as older programs do.</summary>
    public static SubscriberClient SubscriberAsOfOld(SubscriptionName subscription, string endpoint) => SubscriberClient.Create(
        subscription, new SubscriberClient.ClientCreationSettings(clientCount: 1, credentials: ChannelCredentials.Insecure, serviceEndpoint: endpoint), new SubscriberClient.Settings());

    /// <summary>A client that asks the program for its tokens.</summary>
    public static PublisherServiceApiClientBuilder WithTokensOf(Func<string, CancellationToken, Task<string>> source, string endpoint) =>
        new() { Endpoint = endpoint, TokenAccessMethod = source };
#pragma warning restore CS0618

    /// <summary>A subscriber that takes whatever the environment points at.</summary>
    public static SubscriberClientBuilder ForEmulatorOrProject(SubscriptionName subscription) => new()
    {
        SubscriptionName = subscription,
        EmulatorDetection = EmulatorDetection.EmulatorOrProduction,
    };

    /// <summary>All clients as services of a host.</summary>
    public static IServiceCollection AddClients(this IServiceCollection services, TopicName topic, SubscriptionName subscription, string endpoint) => services
        .AddPublisherClient(builder =>
        {
            builder.TopicName = topic;
            builder.Endpoint = endpoint;
            builder.ChannelCredentials = ChannelCredentials.Insecure;
        })
        .AddSubscriberClient(builder =>
        {
            builder.SubscriptionName = subscription;
            builder.Endpoint = endpoint;
            builder.ChannelCredentials = ChannelCredentials.Insecure;
        })
        .AddPublisherServiceApiClient(builder =>
        {
            builder.Endpoint = endpoint;
            builder.ChannelCredentials = ChannelCredentials.Insecure;
        })
        .AddSubscriberServiceApiClient(builder =>
        {
            builder.Endpoint = endpoint;
            builder.ChannelCredentials = ChannelCredentials.Insecure;
        })
        .AddSchemaServiceClient((provider, builder) =>
        {
            builder.Endpoint = endpoint;
            builder.ChannelCredentials = ChannelCredentials.Insecure;
            builder.Logger = provider.GetService<ILogger>();
        });

    /// <summary>The same with the default settings and credentials.</summary>
    public static IServiceCollection AddDefaultClients(this IServiceCollection services, TopicName topic, SubscriptionName subscription) => services
        .AddPublisherClient(topic)
        .AddSubscriberClient(subscription);

    /// <summary>Settings of calls: retry, expiry, headers.</summary>
    public static SubscriberServiceApiSettings PatientSettings(CancellationToken cancellation) => new()
    {
        CallSettings = CallSettings.FromHeader("my-worker", "w1").WithCancellationToken(cancellation),
        GetSubscriptionSettings = CallSettings
            .FromExpiration(Expiration.FromTimeout(TimeSpan.FromSeconds(10)))
            .WithRetry(RetrySettings.FromExponentialBackoff(
                maxAttempts: 5,
                initialBackoff: TimeSpan.FromMilliseconds(100),
                maxBackoff: TimeSpan.FromSeconds(2),
                backoffMultiplier: 2,
                retryFilter: RetrySettings.FilterForStatusCodes(StatusCode.Unavailable, StatusCode.Aborted))),
        PullSettings = CallSettings.FromRetry(RetrySettings.FromConstantBackoff(3, TimeSpan.FromMilliseconds(50), RetrySettings.FilterForStatusCodes(StatusCode.Unavailable))),
        Clock = SystemClock.Instance,
        Scheduler = SystemScheduler.Instance,
    };
}

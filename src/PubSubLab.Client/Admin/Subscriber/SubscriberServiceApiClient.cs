using Google.Api.Gax.Grpc;
using Google.Cloud.Iam.V1;
using Grpc.Core;

namespace Google.Cloud.PubSub.V1;

/// <summary>Subscriptions and snapshots, and consuming request by request. Every call has a form that takes the request and forms that take its parts; fakes override the former.</summary>
public abstract partial class SubscriberServiceApiClient
{
    /// <summary>The service's name, endpoint and token scopes.</summary>
    public static ServiceMetadata ServiceMetadata { get; } = new(
        Subscriber.Descriptor,
        "pubsub.googleapis.com:443",
        [
            "https://www.googleapis.com/auth/cloud-platform",
            "https://www.googleapis.com/auth/pubsub",
        ]);

    /// <summary>The host that production listens on, with its port.</summary>
    public static string DefaultEndpoint => ServiceMetadata.DefaultEndpoint;

    /// <summary>The scopes that tokens are asked for.</summary>
    public static IReadOnlyList<string> DefaultScopes => ServiceMetadata.DefaultScopes;

    /// <summary>The stub underneath.</summary>
    public virtual Subscriber.SubscriberClient GrpcClient => throw new NotImplementedException();

    /// <summary>Permissions on topics, subscriptions, snapshots and schemas.</summary>
    public virtual IAMPolicyClient IAMPolicyClient => throw new NotImplementedException();

    /// <summary>Creates a client with the default credentials and settings. For anything else there is <see cref="SubscriberServiceApiClientBuilder"/>.</summary>
    public static SubscriberServiceApiClient Create() => new SubscriberServiceApiClientBuilder().Build();

    /// <summary>Creates a client with the default credentials and settings. For anything else there is <see cref="SubscriberServiceApiClientBuilder"/>.</summary>
    public static Task<SubscriberServiceApiClient> CreateAsync(CancellationToken cancellationToken = default) => new SubscriberServiceApiClientBuilder().BuildAsync(cancellationToken);

    /// <summary>Closes the channels that clients made with the default credentials share; do it before the process ends.</summary>
    public static Task ShutdownDefaultChannelsAsync() => ChannelPool<SubscriberServiceApiClient>.ShutdownAsync();

    internal static SubscriberServiceApiClient Create(CallInvoker callInvoker, SubscriberServiceApiSettings? settings, Microsoft.Extensions.Logging.ILogger? logger) =>
        new SubscriberServiceApiClientImpl(new Subscriber.SubscriberClient(Interceptors.Apply(callInvoker, settings?.Interceptor)), settings, logger);
}

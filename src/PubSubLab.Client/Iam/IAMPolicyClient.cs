using Google.Api.Gax.Grpc;
using Grpc.Core;

namespace Google.Cloud.Iam.V1;

/// <summary>Permissions on a resource. Every call has overloads for the request and for its parts; fakes override the former.</summary>
public abstract partial class IAMPolicyClient
{
    /// <summary>The service's name, endpoint and token scopes.</summary>
    public static ServiceMetadata ServiceMetadata { get; } = new(IAMPolicy.Descriptor, "iam-meta-api.googleapis.com:443", []);

    /// <summary>The host that production listens on, with its port.</summary>
    public static string DefaultEndpoint => ServiceMetadata.DefaultEndpoint;

    /// <summary>The scopes that tokens are asked for: none, because they are a matter of the service whose policies these are.</summary>
    public static IReadOnlyList<string> DefaultScopes => ServiceMetadata.DefaultScopes;

    /// <summary>The stub underneath.</summary>
    public virtual IAMPolicy.IAMPolicyClient GrpcClient => throw new NotImplementedException();

    /// <summary>Creates a client with the default credentials and settings. For anything else there is <see cref="IAMPolicyClientBuilder"/>.</summary>
    public static IAMPolicyClient Create() => new IAMPolicyClientBuilder().Build();

    /// <summary>Creates a client with the default credentials and settings. For anything else there is <see cref="IAMPolicyClientBuilder"/>.</summary>
    public static Task<IAMPolicyClient> CreateAsync(CancellationToken cancellationToken = default) => new IAMPolicyClientBuilder().BuildAsync(cancellationToken);

    /// <summary>Closes the channels that clients made with the default credentials share; do it before the process ends.</summary>
    public static Task ShutdownDefaultChannelsAsync() => ChannelPool<IAMPolicyClient>.ShutdownAsync();

    internal static IAMPolicyClient Create(CallInvoker callInvoker, IAMPolicySettings? settings, Microsoft.Extensions.Logging.ILogger? logger) =>
        new IAMPolicyClientImpl(new IAMPolicy.IAMPolicyClient(Interceptors.Apply(callInvoker, settings?.Interceptor)), settings, logger);
}

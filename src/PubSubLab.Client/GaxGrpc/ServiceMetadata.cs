using Google.Protobuf.Reflection;

namespace Google.Api.Gax.Grpc;

/// <summary>Static facts about a service. The clients have one each; two are equal when they are the same object.</summary>
public sealed class ServiceMetadata
{
    private const string DefaultUniverseDomain = "googleapis.com";

    internal ServiceMetadata(ServiceDescriptor serviceDescriptor, string defaultEndpoint, IReadOnlyList<string> defaultScopes)
    {
        ServiceDescriptor = serviceDescriptor;
        DefaultEndpoint = defaultEndpoint;
        EndpointTemplate = defaultEndpoint.Replace(DefaultUniverseDomain, "{0}", StringComparison.Ordinal);
        DefaultScopes = defaultScopes;
    }

    /// <summary>The service as its proto file describes it.</summary>
    public ServiceDescriptor ServiceDescriptor { get; }

    /// <summary>The service's name in its proto file: <c>Publisher</c>.</summary>
    public string Name => ServiceDescriptor.Name;

    /// <summary>Host and port in the default universe, googleapis.com.</summary>
    public string DefaultEndpoint { get; }

    /// <summary>Host and port with <c>{0}</c> in the place of the universe's domain.</summary>
    public string EndpointTemplate { get; }

    /// <summary>The scopes that tokens are asked for.</summary>
    public IReadOnlyList<string> DefaultScopes { get; }

    /// <summary>Whether the service takes tokens that a service account signed itself. True for all services here.</summary>
    public bool SupportsScopedJwts { get; } = true;

    /// <summary>Host and port in a universe.</summary>
    /// <param name="universeDomain">The universe's domain; null for the environment variable GOOGLE_CLOUD_UNIVERSE_DOMAIN, or else googleapis.com.</param>
    internal string EndpointIn(string? universeDomain)
    {
        var chosen = universeDomain ?? Environment.GetEnvironmentVariable("GOOGLE_CLOUD_UNIVERSE_DOMAIN");
        return EndpointTemplate.Replace("{0}", string.IsNullOrWhiteSpace(chosen) ? DefaultUniverseDomain : chosen, StringComparison.Ordinal);
    }
}

using System.Net;
using System.Net.Sockets;

namespace PubSubLab.Transports.PubSub;

/// <summary>
/// The proxy that the environment or the system names (HTTPS_PROXY, ALL_PROXY, NO_PROXY), except for hosts that only this machine reaches:
/// loopback, link-local addresses and the metadata server. A proxy elsewhere would look for them on its own machine.
/// </summary>
public sealed class ProxyRule : IWebProxy
{
    private const string MetadataServer = "metadata.google.internal";

    private readonly IWebProxy _configured;

    internal ProxyRule(IWebProxy configured) => _configured = configured;

    /// <summary>The rule for this process.</summary>
    public static ProxyRule Instance { get; } = new(HttpClient.DefaultProxy);

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => _configured.Credentials;
        set => _configured.Credentials = value;
    }

    /// <summary>Makes the rule that of every HTTP client in the process, those of token endpoints included.</summary>
    public static void ApplyToProcess() => HttpClient.DefaultProxy = Instance;

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : _configured.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => IsOnlyHere(host) || _configured.IsBypassed(host) || _configured.GetProxy(host) is null;

    private static bool IsOnlyHere(Uri host) =>
        host.IsLoopback
        || host.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || host.IdnHost.Equals(MetadataServer, StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.IdnHost, out var address) && IsLinkLocal(address));

    private static bool IsLinkLocal(IPAddress address) =>
        address.IsIPv6LinkLocal || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..]);
}

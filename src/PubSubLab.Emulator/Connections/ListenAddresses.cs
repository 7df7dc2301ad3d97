using System.Net;
using System.Net.Sockets;

namespace PubSubLab.Emulator.Connections;

/// <summary>Listening addresses of a host name.</summary>
internal static class ListenAddresses
{
    public static IReadOnlyList<IPAddress> Of(string host)
    {
        if (host == "localhost")
        {
            return HasIPv6Loopback() ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
        }

        return IPAddress.TryParse(host, out var address) ? [address] : Resolve(host);
    }

    /// <summary>The system does not let us listen there, for another reason than that somebody else does.</summary>
    public static IOException Refused(string host, int port, SocketException reason) => new(
        $"The emulator cannot listen on {host}{(port == 0 ? "" : $", port {port}")}: {reason.Message}. Choose localhost or an address of this machine{(port is > 0 and < 1024 ? ", and a port above 1023" : "")}.",
        reason);

    // A container knows itself by the name that others use.
    private static IPAddress[] Resolve(string host)
    {
        try
        {
            return [.. Dns.GetHostAddresses(host).Distinct()];
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new ArgumentException($"The host is \"{host}\": it can be localhost or an IP address of this machine. The name has no address here.", nameof(host), e);
        }
    }

    private static bool HasIPv6Loopback()
    {
        if (!Socket.OSSupportsIPv6)
        {
            return false;
        }

        try
        {
            using var probe = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            // Containers often have IPv6 in the kernel and no address for it.
            return false;
        }
    }
}

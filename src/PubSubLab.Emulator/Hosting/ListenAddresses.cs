using System.Net;
using System.Net.Sockets;

namespace PubSubLab.Emulator.Hosting;

/// <summary>What a host name means for listening.</summary>
internal static class ListenAddresses
{
    public static IReadOnlyList<IPAddress> Of(string host)
    {
        if (host == "localhost")
        {
            return HasIPv6Loopback() ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
        }

        return IPAddress.TryParse(host, out var address)
            ? [address]
            : throw new ArgumentException($"The host is \"{host}\": it can be localhost or an IP address.", nameof(host));
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

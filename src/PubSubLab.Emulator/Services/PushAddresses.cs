using System.Net;
using System.Net.Sockets;

namespace PubSubLab.Emulator.Services;

/// <summary>
/// Where pushes may go. Link-local addresses are refused unless allowed: clouds serve the credentials of a machine there, and a
/// subscription can be created by anybody who reaches the emulator.
/// </summary>
internal static class PushAddresses
{
    /// <summary>Whether an address is link-local (RFC 3927; RFC 4291, section 2.5.6), also when it is written as IPv6.</summary>
    public static bool IsLinkLocal(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.IsIPv6LinkLocal || (plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes() is [169, 254, ..]);
    }

    /// <summary>Whether a URL's host is a link-local address as it stands there.</summary>
    public static bool IsLinkLocal(Uri endpoint) => IPAddress.TryParse(endpoint.IdnHost, out var address) && IsLinkLocal(address);

    /// <summary>Connects to the first address of a name that answers, and to no link-local one unless allowed.</summary>
    /// <exception cref="HttpRequestException">All addresses of the name are link-local.</exception>
    public static async ValueTask<Stream> ConnectAsync(DnsEndPoint endpoint, bool linkLocal, CancellationToken cancellation)
    {
        // Looked up here and connected to by address: a name that is looked up again could have another address by then.
        var addresses = await Dns.GetHostAddressesAsync(endpoint.Host, cancellation);
        var allowed = linkLocal ? addresses : [.. addresses.Where(static address => !IsLinkLocal(address))];
        if (allowed.Length == 0)
        {
            throw new HttpRequestException($"The push endpoint {endpoint.Host} has link-local addresses only, and --allow-link-local-push was not given.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, endpoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

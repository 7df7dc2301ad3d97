using System.Net;
using System.Net.Sockets;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Push;

/// <summary>Connects to push endpoints.</summary>
internal static class PushConnection
{
    /// <summary>Connects to the first address of a name that answers, and to no link-local one unless allowed.</summary>
    /// <exception cref="HttpRequestException">All addresses of the name are link-local.</exception>
    public static async ValueTask<Stream> OpenAsync(DnsEndPoint endpoint, bool linkLocal, CancellationToken cancellation)
    {
        // Looked up here and connected to by address: a name that is looked up again could have another address by then.
        var addresses = await Dns.GetHostAddressesAsync(endpoint.Host, cancellation);
        var allowed = linkLocal ? addresses : [.. addresses.Where(static address => !PushAddresses.IsLinkLocal(address))];
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

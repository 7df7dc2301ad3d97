using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace PubSubLab.Commands;

/// <summary>Warns about clients that can reach an emulator outside of loopback.</summary>
internal static class Exposure
{
    /// <summary>A sentence about it; null for loopback.</summary>
    public static string? Of(string host, int port)
    {
        if (host == "localhost" || !IPAddress.TryParse(host, out var address) || IPAddress.IsLoopback(address))
        {
            return null;
        }

        var everywhere = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        var reached = everywhere ? Reachable(address.AddressFamily) : [address];
        var where = reached.Count == 0 ? "" : $" ({string.Join(", ", reached.Select(a => new IPEndPoint(a, port)))})";
        return $"It listens on {(everywhere ? "every network of this machine" : host)}: anyone who reaches this machine{where} can publish, read and delete without a password. --host localhost keeps it to this machine.";
    }

    private static IReadOnlyList<IPAddress> Reachable(AddressFamily family)
    {
        try
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .Where(n => n.OperationalStatus == OperationalStatus.Up)
                    .SelectMany(n => n.GetIPProperties().UnicastAddresses)
                    .Select(a => a.Address)
                    // A socket that listens on :: takes IPv4 too.
                    .Where(a => (a.AddressFamily == family || family == AddressFamily.InterNetworkV6) && !IPAddress.IsLoopback(a) && !a.IsIPv6LinkLocal),
            ];
        }
        catch (NetworkInformationException)
        {
            // Some containers may not list their interfaces; the sentence stands without the addresses.
            return [];
        }
    }
}

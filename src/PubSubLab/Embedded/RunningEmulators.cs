using System.Net;
using PubSubLab.Configuration;

namespace PubSubLab.Embedded;

/// <summary>The emulators of this program that run on this machine, as far as the operating system tells.</summary>
internal static class RunningEmulators
{
    private const string Program = "pubsublab";

    /// <summary>An address of each, one for a port.</summary>
    public static IReadOnlyList<HostPort> Find()
    {
        try
        {
            var links = SocketTable.Processes().Where(static process => process.Name == Program && process.Id != Environment.ProcessId).SelectMany(static process => process.Links).ToHashSet();
            return
            [
                .. SocketTable.Listeners().Where(listener => links.Contains(listener.Link))
                    .Select(static listener => listener.Address)
                    .DistinctBy(static address => address.Port)
                    .Select(static address => new HostPort(HostOf(address.Address), address.Port)),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then the default address is looked at.
            return [];
        }
    }

    private static string HostOf(IPAddress address) =>
        IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? "localhost" : address.ToString();
}

using System.Net;
using System.Net.Sockets;

namespace PubSubLab.Emulator.Resources;

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
}

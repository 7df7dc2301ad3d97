using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PubSubLab.Configuration;

/// <summary>A host, a port, or both, as in <c>PUBSUB_EMULATOR_HOST</c> and <c>gcloud … --host-port</c>.</summary>
/// <param name="Host">The host without brackets; null for none.</param>
/// <param name="Port">The port, 0 to 65535; null for none.</param>
internal sealed record HostPort(string? Host, int? Port)
{
    /// <summary>The form in words.</summary>
    public const string Form = "host:port, for example localhost:8085";

    /// <summary>Host and port as a client's setting wants them.</summary>
    public override string ToString() => Host?.Contains(':') == true ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>Reads <c>HOST:PORT</c>, <c>HOST</c> or <c>:PORT</c>. An IPv6 address needs no brackets, because Google's tools print it without.</summary>
    /// <returns>The value; null for any other text.</returns>
    public static HostPort? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || IsAddressAlone(text, colon))
        {
            return HostOf(text) is { } alone ? new HostPort(alone, null) : null;
        }

        int? port = null;
        if (colon < text.Length - 1)
        {
            if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > IPEndPoint.MaxPort)
            {
                return null;
            }

            port = number;
        }

        if (colon == 0)
        {
            return port is null ? null : new HostPort(null, port);
        }

        return HostOf(text[..colon]) is { } host ? new HostPort(host, port) : null;
    }

    // The last part of ::1 is no port, and that of ::1:8085 is one.
    private static bool IsAddressAlone(string text, int colon) =>
        text.EndsWith(']') || (IsIPv6(text) && !IsIPv6(text[..colon]));

    private static bool IsIPv6(string text) => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 && !text.Contains('[');

    private static string? HostOf(string text)
    {
        if (text.StartsWith('[') || text.EndsWith(']'))
        {
            return text.Length > 2 && text[0] == '[' && text[^1] == ']' && IsIPv6(text[1..^1]) ? text[1..^1] : null;
        }

        return Uri.CheckHostName(text) == UriHostNameType.Unknown ? null : text;
    }
}

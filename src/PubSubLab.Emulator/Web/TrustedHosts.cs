using System.Net;

namespace PubSubLab.Emulator.Web;

/// <summary>
/// The names under which the emulator answers HTTP/1 requests. A page that rebinds its own DNS name to this machine sends that
/// name in <c>Host</c>; a public name has a dot and none of the private endings.
/// </summary>
internal sealed class TrustedHosts
{
    private static readonly string[] s_privateEndings = [".localhost", ".internal", ".local"];
    private readonly List<string> _names = [];
    private readonly List<string> _endings = [];

    /// <summary>Adds names to those that are always trusted.</summary>
    /// <exception cref="ArgumentException">A name is not a host name.</exception>
    public TrustedHosts(IEnumerable<string> allowed)
    {
        foreach (var name in allowed)
        {
            var isPattern = name.StartsWith("*.", StringComparison.Ordinal);
            var bare = isPattern ? name[2..] : name;
            if (Uri.CheckHostName(bare) == UriHostNameType.Unknown)
            {
                throw new ArgumentException($"The allowed host is \"{name}\": it must be a host name without scheme and port, such as pubsub.example.test or *.example.test.", nameof(allowed));
            }

            if (isPattern)
            {
                _endings.Add($".{bare}");
            }
            else
            {
                _names.Add(bare);
            }
        }
    }

    /// <summary>Whether a request may name this host, without its port.</summary>
    public bool Trusts(string host)
    {
        var name = host.EndsWith('.') ? host[..^1] : host;
        return !name.Contains('.', StringComparison.Ordinal)
            || IPAddress.TryParse(name, out _)
            || s_privateEndings.Concat(_endings).Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            || _names.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}

namespace PubSubLab.Emulator.Web;

/// <summary>The origins whose pages may call the emulator: its own, and those that were allowed.</summary>
internal sealed class TrustedOrigins
{
    private const string Any = "*";
    private const string Opaque = "null";
    private readonly HashSet<string> _allowed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Allows origins beside the emulator's own.</summary>
    /// <exception cref="ArgumentException">A text is not an origin.</exception>
    public TrustedOrigins(IEnumerable<string> allowed)
    {
        foreach (var text in allowed)
        {
            _allowed.Add(text is Any or Opaque ? text : Canonical(text) ?? throw new ArgumentException(
                $"The allowed origin is \"{text}\": it must be a scheme, a host and a port where it is not the scheme's own, such as http://localhost:3000; or * for every page.",
                nameof(allowed)));
        }
    }

    /// <summary>Whether every page may call the emulator.</summary>
    public bool TrustsAll => _allowed.Contains(Any);

    /// <summary>Whether pages of this origin may call the emulator, which the request calls <paramref name="self"/>.</summary>
    public bool Trusts(string origin, string self)
    {
        if (TrustsAll || _allowed.Contains(origin))
        {
            return true;
        }

        return Canonical(origin) is { } canonical && (_allowed.Contains(canonical) || canonical.Equals(Canonical(self), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Scheme, host and port of an origin (RFC 6454, section 6.2); null for any other text.</summary>
    private static string? Canonical(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/" && uri.Fragment.Length == 0
        && uri.UserInfo.Length == 0 && !text.EndsWith('/')
            ? $"{uri.Scheme}://{uri.IdnHost}:{uri.Port}"
            : null;
}

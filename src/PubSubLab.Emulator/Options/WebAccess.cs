namespace PubSubLab.Emulator;

/// <summary>
/// What web pages and push subscriptions may reach. By default no page of another origin can call the emulator, and no
/// subscription can push to a link-local address. Immutable.
/// </summary>
public sealed record WebAccess
{
    /// <summary>The default: nothing beyond what is always allowed.</summary>
    public static WebAccess Default { get; } = new();

    /// <summary>
    /// Host names that HTTP/1 requests may name, beside addresses, loopback names, names without dots, <c>*.internal</c> and
    /// <c>*.local</c>. A name that begins with <c>*.</c> stands for all names below it. Default: none.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>
    /// Origins whose pages may call the emulator, such as <c>http://localhost:3000</c>; <c>*</c> for all. Default: none.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Whether push endpoints may be link-local addresses (169.254.0.0/16, fe80::/10), where clouds serve the credentials of a
    /// machine. Default: false.
    /// </summary>
    public bool LinkLocalPush { get; init; }
}

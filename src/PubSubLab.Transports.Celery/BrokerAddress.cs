using PubSubLab.Lab;

namespace PubSubLab.Transports.Celery;

/// <summary>Where a broker is, from a URL as Celery takes it. Its text never has the password.</summary>
internal sealed record BrokerAddress(string Scheme, string Host, int Port, string? User, string? Password, string Path)
{
    /// <summary>Reads <c>redis://[[user]:password@]host[:port][/database]</c>; <c>rediss</c> is with TLS.</summary>
    /// <exception cref="LabException">It is something else.</exception>
    public static BrokerAddress Redis(string url, string setting)
    {
        var address = Parse(url, setting, ["redis", "rediss"], 6379, "redis://127.0.0.1:6379/0");
        return address.Path.Length == 0 || (int.TryParse(address.Path, out var database) && database >= 0)
            ? address
            : throw new LabException($"{setting} names the database '{address.Path}'; Redis numbers them from 0. Write it as redis://127.0.0.1:6379/0.");
    }

    /// <summary>Reads <c>amqp://[user:password@]host[:port][/vhost]</c>; <c>amqps</c> is with TLS, and <c>//</c> or nothing is the vhost <c>/</c>.</summary>
    /// <exception cref="LabException">It is something else.</exception>
    public static BrokerAddress RabbitMq(string url, string setting)
    {
        var secure = url.StartsWith("amqps:", StringComparison.OrdinalIgnoreCase);
        var address = Parse(url, setting, ["amqp", "amqps", "pyamqp"], secure ? 5671 : 5672, "amqp://guest:guest@127.0.0.1:5672//");
        return address with { Path = address.Path.Length == 0 ? "/" : address.Path, User = address.User ?? "guest", Password = address.Password ?? "guest" };
    }

    /// <summary>The options behind its <c>?</c>.</summary>
    public IReadOnlyList<(string Name, string Value)> Query { get; init; } = [];

    /// <summary>The database's number.</summary>
    public int Database => Path.Length == 0 ? 0 : int.Parse(Path);

    /// <summary>Whether it is reached with TLS.</summary>
    public bool Secure => Scheme is "rediss" or "amqps";

    /// <summary>Host and port.</summary>
    public override string ToString() => $"{Host}:{Port}";

    private static BrokerAddress Parse(string url, string setting, string[] schemes, int defaultPort, string example)
    {
        // An error message never contains a part of the address that could hold a password.
        if (!Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            throw new LabException($"{setting} is not an address. Write it as {example}.");
        }

        if (!schemes.Contains(uri.Scheme))
        {
            throw new LabException($"{setting} begins with '{uri.Scheme}://'; it can begin with {string.Join(" or ", schemes.Select(s => s + "://"))}. Write it as {example}.");
        }

        var parts = uri.UserInfo.Split(':', 2);
        return new BrokerAddress(
            uri.Scheme,
            uri.Host,
            uri.IsDefaultPort || uri.Port <= 0 ? defaultPort : uri.Port,
            NullIfEmpty(Uri.UnescapeDataString(parts[0])),
            parts.Length > 1 ? NullIfEmpty(Uri.UnescapeDataString(parts[1])) : null,
            Uri.UnescapeDataString(uri.AbsolutePath.Length > 0 ? uri.AbsolutePath[1..] : ""))
        {
            Query = [.. uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(OptionOf)],
        };
    }

    private static (string Name, string Value) OptionOf(string text)
    {
        var parts = text.Split('=', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

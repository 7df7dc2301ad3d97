using PubSubLab.Lab;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>Where RabbitMQ's management plugin is, and as whom it is asked. Its text never has the password.</summary>
internal sealed record ManagementAddress(Uri Root, string? User, string? Password)
{
    /// <summary>The setting that names it.</summary>
    public const string Setting = "RABBITMQ_MANAGEMENT_URL";

    /// <summary>Reads <c>http[s]://[user:password@]host[:port][/prefix]</c>.</summary>
    /// <exception cref="LabException">It is something else.</exception>
    public static ManagementAddress Parse(string url)
    {
        // An error message never contains a part of the address that could hold a password.
        if (!Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0 || uri.Query.Length > 0)
        {
            throw new LabException($"{Setting} is not the address of RabbitMQ's management plugin. Write it as http://127.0.0.1:15672/, with user:password@ before the host where they are others than in RABBITMQ_URL.");
        }

        var parts = uri.UserInfo.Split(':', 2);
        var root = new UriBuilder(uri) { UserName = "", Password = "", Path = $"{uri.AbsolutePath.TrimEnd('/')}/", Fragment = "" }.Uri;
        return uri.UserInfo.Length == 0 ? new ManagementAddress(root, null, null)
            : new ManagementAddress(root, Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    /// <summary>The default one of a broker; null where it has another port than the default, and so perhaps another plugin.</summary>
    public static ManagementAddress? Of(BrokerAddress broker) => broker switch
    {
        { Secure: false, Port: 5672 } => new ManagementAddress(new Uri($"http://{broker.Host}:15672/"), null, null),
        { Secure: true, Port: 5671 } => new ManagementAddress(new Uri($"https://{broker.Host}:15671/"), null, null),
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Root}";
}

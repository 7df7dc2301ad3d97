namespace PubSubLab.Transports.PubSub;

/// <summary>The header in which a lab tells a broker of its own kind the worker's name, <c>x-pubsublab-worker: 4711/w1</c>.</summary>
public static class WorkerHeader
{
    /// <summary>The header's name.</summary>
    public const string Name = "x-pubsublab-worker";

    /// <summary>The header's value for a worker of the lab with that tag.</summary>
    public static string ValueOf(string tag, string worker) => $"{tag}/{worker}";

    /// <summary>Takes a value apart.</summary>
    public static (string Tag, string Worker) Parse(string value)
    {
        var at = value.IndexOf('/', StringComparison.Ordinal);
        return at < 0 ? ("", value) : (value[..at], value[(at + 1)..]);
    }
}

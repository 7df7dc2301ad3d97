namespace PubSubLab.Benchmarks.Celery;

/// <summary>Debian's Redis or RabbitMQ on free ports, with its data in a temporary folder.</summary>
internal sealed class QueueServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pubsublab-bench-");
    private readonly List<HelperProcess> _processes = [];

    private QueueServer(string name, string url, int port) => (Name, Url, Port) = (name, url, port);

    public string Name { get; }

    public string Url { get; }

    public int Port { get; }

    /// <summary>A Redis; null where there is no redis-server.</summary>
    public static async Task<QueueServer?> TryStartRedisAsync(CancellationToken cancellation)
    {
        const string Program = "/usr/bin/redis-server";
        if (!File.Exists(Program))
        {
            return null;
        }

        var port = HelperProcess.FreePort();
        var server = new QueueServer("redis", $"redis://127.0.0.1:{port}/0", port);
        return await server.StartAsync(
            () => HelperProcess.Start(Program, ["--bind", "127.0.0.1", "--port", $"{port}", "--dir", server._folder.FullName, "--save", "", "--appendonly", "yes"]),
            "Ready to accept connections",
            cancellation);
    }

    /// <summary>A RabbitMQ; null where there is no rabbitmq-server.</summary>
    public static async Task<QueueServer?> TryStartRabbitMqAsync(CancellationToken cancellation)
    {
        // RabbitMQ's own script: Debian's on the path would change to another user.
        const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
        if (!File.Exists(Program))
        {
            return null;
        }

        var port = HelperProcess.FreePort();
        var epmd = $"{HelperProcess.FreePort()}";
        var server = new QueueServer("rabbitmq", $"amqp://guest:guest@127.0.0.1:{port}//", port);
        var folder = server._folder.FullName;
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = folder,
            ["RABBITMQ_NODENAME"] = $"bench{port}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = $"{port}",
            ["RABBITMQ_DIST_PORT"] = $"{HelperProcess.FreePort()}",
            ["ERL_EPMD_PORT"] = epmd,
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "data"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
            ["RABBITMQ_PID_FILE"] = Path.Combine(folder, "pid"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "plugins"),
        };
        await File.WriteAllTextAsync(environment["RABBITMQ_ENABLED_PLUGINS_FILE"], "[].", cancellation);

        // Its own epmd, in the foreground: one that RabbitMQ started would go on after it.
        server._processes.Add(HelperProcess.Start("epmd", ["-port", epmd, "-address", "127.0.0.1"], environment));
        return await server.StartAsync(() => HelperProcess.Start(Program, [], environment), "Starting broker... completed", cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _processes.Count - 1; i >= 0; i--)
        {
            await _processes[i].DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task<QueueServer> StartAsync(Func<HelperProcess> start, string ready, CancellationToken cancellation)
    {
        try
        {
            var process = start();
            _processes.Add(process);
            await process.SaysAsync(ready, cancellation);
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }
}

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>Debian's RabbitMQ on free ports, with a name of its own, its own epmd, and its data in a temporary folder.</summary>
internal sealed class RabbitMqServer : IAsyncDisposable
{
    /// <summary>The exit code of rabbitmqctl that did not reach the broker: nothing was run (EX_UNAVAILABLE).</summary>
    private const int Unreachable = 69;

    private readonly string _folder = Directory.CreateTempSubdirectory("pubsublab-rabbitmq").FullName;
    private readonly Dictionary<string, string> _environment;
    private readonly TestCertificate _certificate = new();
    private ServerProcess _epmd = null!;
    private ServerProcess _process = null!;

    private RabbitMqServer()
    {
        var epmd = ServerProcess.FreePort();
        EpmdPort = epmd;
        _environment = new Dictionary<string, string>
        {
            ["HOME"] = _folder,
            ["RABBITMQ_NODENAME"] = $"lab{Port}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = $"{Port}",
            ["RABBITMQ_DIST_PORT"] = $"{ServerProcess.FreePort()}",
            ["ERL_EPMD_PORT"] = $"{epmd}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "data"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
            ["RABBITMQ_PID_FILE"] = Path.Combine(_folder, "pid"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "plugins"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+S 1:1",
        };
    }

    public int Port { get; } = ServerProcess.FreePort();

    /// <summary>The port that speaks TLS, with a certificate for <c>localhost</c>.</summary>
    public int TlsPort { get; } = ServerProcess.FreePort();

    /// <summary>The certificate of the authority that signed its own.</summary>
    public string AuthorityFile => _certificate.AuthorityFile;

    public int EpmdPort { get; }

    public string Url => $"amqp://guest:guest@127.0.0.1:{Port}//";

    /// <summary>The port of the management plugin, where it is enabled.</summary>
    public int ManagementPort { get; } = ServerProcess.FreePort();

    public static Task<RabbitMqServer> StartAsync() => StartAsync(management: false);

    /// <summary>Starts one, with the management plugin or without.</summary>
    public static async Task<RabbitMqServer> StartAsync(bool management)
    {
        var server = new RabbitMqServer();
        await File.WriteAllTextAsync(server._environment["RABBITMQ_ENABLED_PLUGINS_FILE"], management ? "[rabbitmq_management]." : "[].");
        await File.WriteAllTextAsync(
            server._environment["RABBITMQ_CONFIG_FILE"],
            $"""
            listeners.ssl.1 = 127.0.0.1:{server.TlsPort}
            ssl_options.certfile = {server._certificate.ServerFile}
            ssl_options.keyfile = {server._certificate.KeyFile}
            ssl_options.verify = verify_none
            {(management ? $"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {server.ManagementPort}\ncollect_statistics_interval = 1000" : "")}
            """);

        // Its own and in the foreground: the one that RabbitMQ would start goes on after it.
        server._epmd = ServerProcess.Start("epmd", ["-port", $"{server.EpmdPort}", "-address", "127.0.0.1"], server._environment);
        await server._epmd.ListensAsync(server.EpmdPort);
        await server.StartProcessAsync();
        return server;
    }

    /// <summary>kill -9.</summary>
    public Task StopAsync() => _process.KillAsync();

    public async Task StartProcessAsync()
    {
        _process = ServerProcess.Start(Needs.RabbitMq!, [], _environment);
        await _process.SaysAsync("Starting broker... completed");
    }

    /// <summary>Runs an expression of Erlang in the broker.</summary>
    public Task<string> EvaluateAsync(string expression) => ControlAsync("eval", expression);

    /// <summary>Runs a command of rabbitmqctl.</summary>
    public async Task<string> ControlAsync(params string[] command)
    {
        var (code, said) = (Unreachable, "");
        await Eventually.HoldsAsync(
            async () =>
            {
                await using var control = ServerProcess.Start(
                    Path.Combine(Path.GetDirectoryName(Needs.RabbitMq)!, "rabbitmqctl"), command, _environment);
                await control.EndAsync().EndsAsync();
                (code, said) = (control.ExitCode, control.Said);
                return code != Unreachable;
            },
            "rabbitmqctl does not reach the broker");
        code.ShouldBe(0, said);
        return said;
    }

    /// <summary>Raises the memory alarm, or ends it.</summary>
    public Task AlarmAsync(bool on) => EvaluateAsync($"vm_memory_monitor:set_vm_memory_high_watermark({(on ? "{absolute, 1}" : "0.9")}).");

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _epmd.DisposeAsync();
        await _certificate.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

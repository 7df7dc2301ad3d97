namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>Debian's Redis on a free port, with its data in a temporary folder.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const int Databases = 1_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("pubsublab-redis").FullName;
    private readonly string? _password;
    private ServerProcess _process = null!;

    private readonly string _fsync;
    private readonly string[] _more;

    private RedisServer(string? password, string fsync, string[] more) => (_password, _fsync, _more) = (password, fsync, more);

    public int Port { get; } = ServerProcess.FreePort();

    public string Url => UrlOf(0);

    /// <summary>The address of one of its databases.</summary>
    public string UrlOf(int database) => $"redis://{(_password is null ? "" : $":{_password}@")}127.0.0.1:{Port}/{database}";

    /// <param name="password">Its password; null for none.</param>
    /// <param name="fsync"><c>always</c> for a server that is to be killed and must lose nothing with its process.</param>
    /// <param name="more">More arguments.</param>
    public static async Task<RedisServer> StartAsync(string? password = null, string fsync = "everysec", string[]? more = null)
    {
        var server = new RedisServer(password, fsync, more ?? []);
        await server.StartProcessAsync();
        return server;
    }

    public Task StopAsync() => _process.KillAsync();

    public async Task StartProcessAsync()
    {
        string[] arguments =
        [
            "--bind", "127.0.0.1", "--port", $"{Port}", "--databases", $"{Databases}", "--dir", _folder, "--appendonly", "yes", "--appendfsync", _fsync, "--save", "",
            .. _password is null ? Array.Empty<string>() : ["--requirepass", _password],
            .. _more,
        ];
        _process = ServerProcess.Start(Needs.Redis!, arguments);
        await _process.SaysAsync("Ready to accept connections");
    }

    /// <summary>Puts a folder where its snapshot would go, so that writing it fails for every user.</summary>
    public void RefuseToSave(string snapshot)
    {
        var path = Path.Combine(_folder, snapshot);
        File.Delete(path);
        Directory.CreateDirectory(Path.Combine(path, "not empty"));
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

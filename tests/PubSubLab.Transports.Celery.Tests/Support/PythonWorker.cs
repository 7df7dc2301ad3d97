namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>A worker of Python's Celery with the sample's tasks.</summary>
internal sealed class PythonWorker : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private PythonWorker(ServerProcess process) => _process = process;

    public string Said => _process.Said;

    public static async Task<PythonWorker> StartAsync(
        TestBackend backend, string queues, string app = "celery_app", IReadOnlyDictionary<string, string>? settings = null, string node = "python@test",
        bool announces = false, string pool = "solo")
    {
        var environment = new Dictionary<string, string>(PythonProducer.EnvironmentOf(backend, queues))
        {
            ["SLOW_HANDLER_SECONDS"] = "0", ["FAILED_ATTEMPTS"] = "2", ["VISIBILITY_TIMEOUT"] = "2",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            environment[name] = value;
        }

        var process = ServerProcess.Start(
            Needs.PythonPath,
            ["-m", "celery", "-A", app, "worker", "--pool", pool, "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle", announces ? "--task-events" : "--without-heartbeat", "-n", node],
            environment, Path.GetTempPath());
        await process.SaysAsync(" ready.");
        return new PythonWorker(process);
    }

    /// <summary>Waits until it printed something.</summary>
    public Task SaysAsync(string what) => _process.SaysAsync(what);

    /// <summary>kill -9.</summary>
    public Task KillAsync() => _process.KillAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

using PubSubLab.Transports.Celery.Tests.Support;

[assembly: AssemblyFixture(typeof(Servers))]

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>The brokers and the Python workers that all tests share; each is started when the first test asks for it.</summary>
public sealed class Servers : IAsyncDisposable
{
    private readonly Lazy<Task<RedisServer>> _redis = new(() => RedisServer.StartAsync());
    private readonly Lazy<Task<RabbitMqServer>> _rabbitMq = new(RabbitMqServer.StartAsync);
    private readonly Lazy<Task<EmulatorServer>> _emulator = new(EmulatorServer.StartAsync);
    private readonly Lazy<Task<PythonWorker>> _redisPython;
    private readonly Lazy<Task<PythonWorker>> _rabbitMqPython;
    private int _databases;

    public Servers()
    {
        _redisPython = new(async () => await PythonWorker.StartAsync(await BackendAsync("redis"), "python"));
        _rabbitMqPython = new(async () => await PythonWorker.StartAsync(await BackendAsync("rabbitmq"), "python"));
    }

    /// <summary>
    /// A backend by its name, shared by the tests; results are on Redis in any case. On Redis the worker with the shortest visibility timeout
    /// gives back what any other one holds: a test that depends on such a time, or counts, needs <see cref="AloneAsync"/>.
    /// </summary>
    internal Task<TestBackend> BackendAsync(string name) => BackendAsync(name, 0);

    /// <summary>A backend whose database on Redis no other test has.</summary>
    internal Task<TestBackend> AloneAsync(string name) => BackendAsync(name, Interlocked.Increment(ref _databases));

    private async Task<TestBackend> BackendAsync(string name, int database)
    {
        var redis = (await _redis.Value).UrlOf(database);
        return name switch
        {
            "redis" => new TestBackend(name, redis, redis),
            "gcpubsub" => new TestBackend(name, (await _emulator.Value).Endpoint, redis),
            _ => new TestBackend(name, (await _rabbitMq.Value).Url, redis),
        };
    }

    internal Task<EmulatorServer> EmulatorAsync() => _emulator.Value;

    internal Task<RabbitMqServer> RabbitMqAsync() => _rabbitMq.Value;

    /// <summary>A Python worker on the queue <c>python</c>.</summary>
    internal Task<PythonWorker> PythonAsync(string name) => name == "redis" ? _redisPython.Value : _rabbitMqPython.Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in new[] { _redisPython, _rabbitMqPython }.Where(w => w.IsValueCreated))
        {
            await (await worker.Value).DisposeAsync();
        }

        if (_rabbitMq.IsValueCreated)
        {
            await (await _rabbitMq.Value).DisposeAsync();
        }

        if (_emulator.IsValueCreated)
        {
            await (await _emulator.Value).DisposeAsync();
        }

        if (_redis.IsValueCreated)
        {
            await (await _redis.Value).DisposeAsync();
        }
    }
}

using StackExchange.Redis;

namespace PubSubLab.Benchmarks.Celery;

/// <summary>The ceiling on Redis: StackExchange.Redis alone, LPUSH and BRPOP, nothing booked and nothing acknowledged.</summary>
internal sealed class RawRedisSubject : QueueSubject
{
    private const string Queue = "raw";

    /// <summary>As long as the lab's envelope of the same task.</summary>
    private readonly byte[] _payload = new byte[900];

    private readonly ConnectionMultiplexer _publishing;
    private readonly ConnectionMultiplexer _taking;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    private RawRedisSubject(ConnectionMultiplexer publishing, ConnectionMultiplexer taking)
    {
        (_publishing, _taking) = (publishing, taking);
        _loop = TakeAsync();
    }

    public static async Task<RawRedisSubject> StartAsync(int port) =>
        new(await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port}"), await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port}"));

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        await _publishing.DisposeAsync();
        await _taking.DisposeAsync();
        _stop.Dispose();
    }

    protected override Task PublishAsync(CancellationToken cancellation) => _publishing.GetDatabase().ListLeftPushAsync(Queue, _payload);

    private async Task TakeAsync()
    {
        var database = _taking.GetDatabase();
        while (!_stop.IsCancellationRequested)
        {
            if ((RedisValue[]?)await database.ExecuteAsync("BRPOP", Queue, 1) is { Length: 2 })
            {
                Handled();
            }
        }
    }
}

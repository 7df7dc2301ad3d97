using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>Results as Celery's backend stores them, read from Redis.</summary>
internal sealed class StoredResults : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _redis;

    private StoredResults(ConnectionMultiplexer redis, int database) => (_redis, Database) = (redis, redis.GetDatabase(database));

    public IDatabase Database { get; }

    public static async Task<StoredResults> OpenAsync(TestBackend backend)
    {
        var address = new Uri(backend.ResultUrl);
        return new(await ConnectionMultiplexer.ConnectAsync(address.Authority), int.Parse(address.AbsolutePath.AsSpan(1), CultureInfo.InvariantCulture));
    }

    /// <summary>Waits for a final result.</summary>
    public async Task<JsonElement> GetAsync(string id)
    {
        JsonElement result = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                if (await Database.StringGetAsync($"celery-task-meta-{id}") is not { IsNull: false } text)
                {
                    return false;
                }

                result = JsonDocument.Parse((byte[])text!).RootElement;
                return result.GetProperty("status").GetString() is "SUCCESS" or "FAILURE" or "REVOKED";
            },
            $"task {id} has no final result");
        return result;
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();
}

using System.Text.Json;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>Results as Celery's backend stores them, read from Redis.</summary>
internal sealed class StoredResults : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _redis;

    private StoredResults(ConnectionMultiplexer redis) => _redis = redis;

    public IDatabase Database => _redis.GetDatabase();

    public static async Task<StoredResults> OpenAsync(TestBackend backend) =>
        new(await ConnectionMultiplexer.ConnectAsync(new Uri(backend.ResultUrl).Authority));

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

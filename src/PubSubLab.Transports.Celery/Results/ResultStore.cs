using System.Text;
using System.Text.Json.Nodes;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Transports.Celery.Connections;
using PubSubLab.Transports.Celery.Protocol;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Results;

/// <summary>
/// Results where Celery's <c>AsyncResult.get()</c> finds them: the key <c>celery-task-meta-ID</c>, set and then published
/// (celery/backends/redis.py and base.py).
/// </summary>
internal sealed class ResultStore(RedisConnection redis, CeleryOptions options) : IAsyncDisposable
{
    private readonly ResultCount _count = new(redis);

    /// <summary>Counts the parts of chords in the same Redis.</summary>
    public ChordCounter Chords { get; } = new(redis, options);

    /// <summary>Its handler has begun.</summary>
    public Task StartedAsync(CeleryTask task, string node) =>
        SetAsync(TaskResult.Of(task, "STARTED", new JsonObject { ["pid"] = Environment.ProcessId, ["hostname"] = node }));

    /// <summary>Stores a result, unless nobody will ask for it. A store that refuses it is said.</summary>
    public async Task SetAsync(TaskResult result)
    {
        if (result.IsIgnored)
        {
            return;
        }

        var key = $"celery-task-meta-{result.Id}";
        try
        {
            var database = await redis.GetDatabaseAsync();

            // A success stays: a late copy of the task must not undo it (base.py, _store_result).
            if (result.Status != "SUCCESS" && await database.StringGetAsync(key) is { IsNull: false } before && StoredState.Read((byte[])before!)?.State == "SUCCESS")
            {
                return;
            }

            var value = Encoding.UTF8.GetBytes(result.ToJson(options.Time.GetUtcNow()).ToJsonString());

            // In one go, but in no transaction: of one that it discards Redis does not say why.
            var set = database.StringSetAsync(key, value, options.ResultsExpireAfter);
            await Task.WhenAll(set, database.PublishAsync(RedisChannel.Literal(key), value));
        }
        catch (Exception e) when (e is RedisException or TimeoutException or LabException)
        {
            // The task is done. An unreadable result is worth a message, not a retry.
            options.Notice($"The result of task {result.Id} ({result.Status}) could not be stored: {redis.Explain(e)}");
        }
    }

    /// <summary>The state of a task by its result; null where none is stored, or it cannot be read.</summary>
    /// <exception cref="LabException">The store does not answer.</exception>
    public async Task<TaskStateChange?> ReadStateAsync(string taskId, CancellationToken cancellation)
    {
        try
        {
            var database = await redis.GetDatabaseAsync();
            return await database.StringGetAsync($"celery-task-meta-{taskId}").WaitAsync(cancellation) is { IsNull: false } meta ? StoredState.Read((byte[])meta!) : null;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new LabException(redis.Explain(e), e);
        }
    }

    /// <summary>Counts the results that are stored, a part of them at a time; null before the first count is complete.</summary>
    /// <exception cref="LabException">The store does not answer.</exception>
    public Task<ResultTotals?> CountAsync(CancellationToken cancellation) => _count.ReadAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => redis.DisposeAsync();
}

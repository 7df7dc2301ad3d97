using PubSubLab.Transports.Celery.Consuming;
using PubSubLab.Transports.Celery.Protocol;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>A message taken from a Redis list, booked in <c>unacked</c> under its delivery tag.</summary>
internal sealed class RedisTakenMessage(RedisSubscription worker, string tag, byte[] payload) : ITakenMessage
{
    private static readonly RedisKey[] s_books = [RedisKeys.Unacked, RedisKeys.UnackedIndex];

    // A payload that is no envelope was never booked: nothing is to be acknowledged.
    private Task<bool>? _acked = tag.Length == 0 ? Task.FromResult(true) : null;

    /// <inheritdoc/>
    public Task<bool> AckAsync() =>
        _acked ??= worker.TellAsync("An acknowledgement", database => FinishAsync(database, s_books, [tag]));

    /// <inheritdoc/>
    public Task<bool> RequeueAsync() => ReplaceAsync("Giving a task back", payload, RedisEnvelope.Read(payload).Priority, "RPUSH");

    /// <inheritdoc/>
    public Task<bool> RetryAsync(CeleryMessage next) =>
        ReplaceAsync("Publishing the next attempt", RedisEnvelope.Write(next, worker.Queue), next.Priority, "LPUSH");

    /// <inheritdoc/>
    public async Task<bool> DeadLetterAsync()
    {
        // First there, then gone from here: between the two it can be in both places, never in none.
        var published = await worker.TellAsync("Dead-lettering", async _ =>
        {
            await worker.DeadLetterAsync(RedisEnvelope.Read(payload));
            return true;
        });
        return published && await AckAsync();
    }

    /// <inheritdoc/>
    public Task HoldAsync(DateTimeOffset until) =>
        // Booked as if it were taken at its eta: with Celery's own booking a task that waits longer than the visibility timeout runs twice.
        worker.TellAsync("Keeping a task for its eta", async database =>
        {
            await database.SortedSetAddAsync(RedisKeys.UnackedIndex, tag, RedisSubscription.SecondsOf(until), When.Exists);
            return true;
        });

    /// <inheritdoc/>
    public Task<bool> EndHoldAsync() => Task.FromResult(true);

    private Task<bool> ReplaceAsync(string what, byte[] with, int? priority, string side)
    {
        var list = RedisKeys.ListOf(worker.Queue, priority);
        if (_acked is null)
        {
            return _acked = worker.TellAsync(what, database => FinishAsync(database, [.. s_books, list], [tag, with, side]));
        }

        return worker.TellAsync(
            what, async database => await (side == "LPUSH" ? database.ListLeftPushAsync(list, with) : database.ListRightPushAsync(list, with)) > 0);
    }

    private static async Task<bool> FinishAsync(IDatabase database, RedisKey[] keys, RedisValue[] values) =>
        (int)await database.ScriptEvaluateAsync(RedisScripts.Finish, keys, values) == 1;
}

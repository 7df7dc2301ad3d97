using PubSubLab.Transports.Celery.Consuming;
using PubSubLab.Transports.Celery.Protocol;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>A message taken from a Redis list, booked in <c>unacked</c> under its delivery tag.</summary>
internal sealed class RedisTakenMessage(RedisSubscription worker, string tag, byte[] payload) : ITakenMessage
{
    private static readonly RedisKey[] s_books = [RedisKeys.Unacked, RedisKeys.UnackedIndex];
    private bool _acked;

    /// <inheritdoc/>
    public Task AckAsync()
    {
        if (_acked || tag.Length == 0)
        {
            return Task.CompletedTask;
        }

        _acked = true;
        return worker.TellAsync("An acknowledgement", database => database.ScriptEvaluateAsync(RedisScripts.Finish, s_books, [tag]));
    }

    /// <inheritdoc/>
    public Task RequeueAsync() => ReplaceAsync("Giving a task back", payload, RedisEnvelope.Read(payload).Priority, "RPUSH");

    /// <inheritdoc/>
    public Task RetryAsync(CeleryMessage next) =>
        ReplaceAsync("Publishing the next attempt", RedisEnvelope.Write(next, worker.Queue), next.Priority, "LPUSH");

    /// <inheritdoc/>
    public async Task DeadLetterAsync()
    {
        // First there, then gone from here: between the two it can be in both places, never in none.
        if (await worker.TellAsync("Dead-lettering", _ => worker.DeadLetterAsync(RedisEnvelope.Read(payload))))
        {
            await AckAsync();
        }
    }

    /// <inheritdoc/>
    public Task HoldAsync(DateTimeOffset until) =>
        // Booked as if it were taken at its eta: with Celery's own booking a task that waits longer than the visibility timeout runs twice.
        worker.TellAsync("Keeping a task for its eta", database => database.SortedSetAddAsync(RedisKeys.UnackedIndex, tag, RedisSubscription.SecondsOf(until), When.Exists));

    /// <inheritdoc/>
    public Task<bool> EndHoldAsync() => Task.FromResult(true);

    private Task<bool> ReplaceAsync(string what, byte[] with, int? priority, string side)
    {
        var list = RedisKeys.ListOf(worker.Queue, priority);
        if (!_acked)
        {
            _acked = true;
            return worker.TellAsync(what, database => database.ScriptEvaluateAsync(RedisScripts.Finish, [.. s_books, list], [tag, with, side]));
        }

        return worker.TellAsync(what, database => side == "LPUSH" ? database.ListLeftPushAsync(list, with) : database.ListRightPushAsync(list, with));
    }
}

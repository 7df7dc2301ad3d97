using PubSubLab.Transports.Celery.Consuming;
using PubSubLab.Transports.Celery.Protocol;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>A message taken from a Redis list, booked in <c>unacked</c> under its delivery tag.</summary>
internal sealed class RedisTakenMessage(RedisSubscription worker, string tag, byte[] payload) : ITakenMessage
{
    private readonly RedisKey[] _books = worker.Keys.Books;

    // A payload that is no JSON object was never booked: nothing is to be acknowledged.
    private Task<bool>? _acked = tag.Length == 0 ? Task.FromResult(true) : null;

    /// <inheritdoc/>
    public Task<bool> AckAsync() =>
        _acked ??= worker.TellAsync("An acknowledgement", database => FinishAsync(database, _books, [tag]));

    /// <inheritdoc/>
    public Task<bool> RequeueAsync() => ReplaceAsync(
        "Giving a task back", "RPUSH", () => Task.FromResult<RedisLetter[]>([new(worker.Keys.ListOf(worker.Queue, KombuEnvelope.Read(payload).Priority), payload)]));

    /// <inheritdoc/>
    public Task<bool> RetryAsync(CeleryMessage next) =>
        ReplaceAsync("Publishing the next attempt", "LPUSH", () => Task.FromResult<RedisLetter[]>([RedisLetter.Of(next, worker.Queue, worker.Keys)]));

    /// <inheritdoc/>
    public Task<bool> DeadLetterAsync() => ReplaceAsync("Dead-lettering", "LPUSH", () => worker.DeadLettersAsync(KombuEnvelope.Read(payload)));

    /// <inheritdoc/>
    public Task<bool> RefuseAsync() => ReplaceAsync("Dead-lettering a message that was refused", "LPUSH", () => worker.DeadLettersAsync(payload));

    /// <inheritdoc/>
    public Task HoldAsync(DateTimeOffset until) =>
        // Booked as if it were taken at its eta: with Celery's own booking a task that waits longer than the visibility timeout runs twice.
        worker.TellAsync("Keeping a task for its eta", async database =>
        {
            await database.ScriptEvaluateAsync(RedisScripts.Book, [worker.Keys.UnackedIndex], [tag, RedisSubscription.SecondsOf(until)]);
            return true;
        });

    /// <inheritdoc/>
    public Task<bool> EndHoldAsync() => Task.FromResult(true);

    /// <summary>Puts messages in this one's place, all of them or none. One that was acknowledged before has no place any more.</summary>
    private Task<bool> ReplaceAsync(string what, string side, Func<Task<RedisLetter[]>> find)
    {
        if (_acked is null)
        {
            return _acked = worker.TellAsync(what, async database =>
            {
                var letters = await find();
                return await FinishAsync(
                    database, [.. _books, .. letters.Select(l => l.List)], [tag, side, .. letters.Select(l => (RedisValue)l.Payload)]);
            });
        }

        return worker.TellAsync(what, async database =>
        {
            foreach (var letter in await find())
            {
                await (side == "LPUSH" ? database.ListLeftPushAsync(letter.List, letter.Payload) : database.ListRightPushAsync(letter.List, letter.Payload));
            }

            return true;
        }, tag.Length == 0 ? "It is lost: a message that is no JSON object is in no book." : ITakenMessage.Lost);
    }

    private static async Task<bool> FinishAsync(IDatabase database, RedisKey[] keys, RedisValue[] values) =>
        (int)await database.ScriptEvaluateAsync(RedisScripts.Finish, keys, values) == 1;
}

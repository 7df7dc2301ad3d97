using PubSubLab.Transports.Celery.Protocol;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>
/// Gives back what was taken longer than the visibility timeout ago, by whichever worker (redis.py, restore_visible). Several may look at
/// once: each task goes back in one step, and only while it is still booked as it was found.
/// </summary>
internal sealed class RedisRestorer(RedisCeleryTransport transport, CeleryOptions options, TimeSpan visibility)
{
    private const int MostAtOnce = 100;

    /// <summary>Looks once.</summary>
    public async Task RestoreAsync(IDatabase database)
    {
        var before = RedisSubscription.SecondsOf(options.Time.GetUtcNow()) - visibility.TotalSeconds;
        foreach (var tag in await database.SortedSetRangeByScoreAsync(transport.Keys.UnackedIndex, 0, before, take: MostAtOnce))
        {
            await RestoreAsync(database, tag, before);
        }
    }

    private async Task RestoreAsync(IDatabase database, RedisValue tag, double before)
    {
        var entry = await database.HashGetAsync(transport.Keys.Unacked, tag);
        RedisUnacked unacked = null!;
        if (entry.IsNull || !RedisUnacked.TryRead((byte[])entry!, out unacked))
        {
            if (!entry.IsNull)
            {
                options.Notice($"An entry of '{transport.Keys.Unacked}' cannot be read and does not go back to a queue: {TaskHeaders.Shown(tag.ToString())}. It stays there.");
            }

            await database.SortedSetRemoveAsync(transport.Keys.UnackedIndex, tag);
            return;
        }

        var queues = await transport.LookUpAsync(unacked.Exchange, unacked.RoutingKey, CancellationToken.None);
        if (queues.Count == 0)
        {
            options.Notice($"A task whose worker was silent cannot go back: no queue is bound to exchange '{unacked.Exchange}' for '{unacked.RoutingKey}'. It stays in '{transport.Keys.Unacked}'.");
            await database.ScriptEvaluateAsync(
                RedisScripts.Book, [transport.Keys.UnackedIndex], [tag, RedisSubscription.SecondsOf(options.Time.GetUtcNow())]);
            return;
        }

        await database.ScriptEvaluateAsync(
            RedisScripts.Finish,
            [.. transport.Keys.Books, .. queues.Select(queue => transport.Keys.ListOf(queue, unacked.Priority))],
            [tag, "RPUSH", .. queues.Select(_ => (RedisValue)unacked.Payload), before]);
    }
}

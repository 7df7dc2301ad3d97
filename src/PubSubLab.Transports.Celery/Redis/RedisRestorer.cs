using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>Gives back what was taken longer than the visibility timeout ago, by whichever worker (redis.py, restore_visible).</summary>
internal sealed class RedisRestorer(RedisCeleryTransport transport, CeleryOptions options, TimeSpan visibility)
{
    private const int MostAtOnce = 100;

    private static readonly TimeSpan s_mutexExpires = TimeSpan.FromSeconds(10);

    /// <summary>Looks once.</summary>
    public async Task RestoreAsync(IDatabase database)
    {
        var before = RedisSubscription.SecondsOf(options.Time.GetUtcNow()) - visibility.TotalSeconds;
        var tags = await database.SortedSetRangeByScoreAsync(RedisKeys.UnackedIndex, 0, before, take: MostAtOnce);
        if (tags.Length == 0)
        {
            return;
        }

        RedisValue holder = Guid.NewGuid().ToString();
        if (!await database.LockTakeAsync(RedisKeys.UnackedMutex, holder, s_mutexExpires))
        {
            return;
        }

        try
        {
            foreach (var tag in tags)
            {
                await RestoreAsync(database, tag);
            }
        }
        finally
        {
            await database.LockReleaseAsync(RedisKeys.UnackedMutex, holder);
        }
    }

    private async Task RestoreAsync(IDatabase database, RedisValue tag)
    {
        RedisKey[] books = [RedisKeys.Unacked, RedisKeys.UnackedIndex];
        var entry = await database.HashGetAsync(RedisKeys.Unacked, tag);
        if (entry.IsNull || !RedisUnacked.TryRead((byte[])entry!, out var unacked))
        {
            await database.SortedSetRemoveAsync(RedisKeys.UnackedIndex, tag);
            return;
        }

        var queues = await transport.LookUpAsync(unacked.Exchange, unacked.RoutingKey, CancellationToken.None);
        if (queues.Count == 0)
        {
            options.Notice($"A task whose worker was silent cannot go back: no queue is bound to exchange '{unacked.Exchange}' for '{unacked.RoutingKey}'. It stays in '{RedisKeys.Unacked}'.");
            await database.SortedSetAddAsync(RedisKeys.UnackedIndex, tag, RedisSubscription.SecondsOf(options.Time.GetUtcNow()));
            return;
        }

        var priority = unacked.Envelope["properties"]?["priority"] is { } node && node.AsValue().TryGetValue<int>(out var p) ? p : 0;
        var payload = RedisEnvelope.MarkRedelivered(unacked.Envelope);
        var first = await database.ScriptEvaluateAsync(RedisScripts.Finish, [.. books, RedisKeys.ListOf(queues[0], priority)], [tag, payload, "RPUSH"]);
        if ((int)first == 1)
        {
            foreach (var queue in queues.Skip(1))
            {
                await database.ListRightPushAsync(RedisKeys.ListOf(queue, priority), payload);
            }
        }
    }
}

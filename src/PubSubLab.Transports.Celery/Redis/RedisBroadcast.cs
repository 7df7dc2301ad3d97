using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Connections;
using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Protocol;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>Fanout as Kombu has it on Redis: channels named <c>/DATABASE.EXCHANGE</c>, with the routing key behind a slash (redis.py, _put_fanout).</summary>
/// <param name="redis">The transport's connection.</param>
/// <param name="keys">The names of keys and channels.</param>
/// <param name="lookUp">Finds the queues that are bound to an exchange with a key, now.</param>
internal sealed class RedisBroadcast(RedisConnection redis, RedisKeys keys, Func<string, string, Task<IReadOnlyList<string>>> lookUp) : IBroadcast
{
    /// <summary>Retention of an unread answer, longer than any tool waits.</summary>
    private static readonly TimeSpan s_answersAreKept = TimeSpan.FromMinutes(5);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private ChannelMessageQueue? _mailbox;
    private bool _severed;

    /// <inheritdoc/>
    public Task<Task> ListenAsync(string node, Func<CeleryMessage, Task> received, CancellationToken cancellation) => ExplainAsync(async () =>
    {
        if (_mailbox is { } before)
        {
            // Of a connection that another address replaced.
            await before.UnsubscribeAsync(CommandFlags.FireAndForget);
        }

        var subscriber = await redis.GetSubscriberAsync();
        var replaced = redis.Replaced;
        _mailbox = await subscriber.SubscribeAsync(ChannelOf(PresenceNames.Control));
        _mailbox.OnMessage(message => received(Read((byte[])message.Message!)));

        // After a lost connection the client subscribes again, at the same address.
        return (Task)Task.WhenAny(_ended.Task, replaced);
    });

    /// <inheritdoc/>
    public Task AnnounceAsync(string routingKey, CeleryMessage message) => ExplainAsync(async () =>
    {
        var subscriber = await redis.GetSubscriberAsync();
        var payload = KombuEnvelope.Write(message, PresenceNames.Events, routingKey);
        return await Told(() => subscriber.PublishAsync(ChannelOf($"{PresenceNames.Events}/{routingKey}"), payload));
    });

    /// <inheritdoc/>
    public Task ReplyAsync(string exchange, string routingKey, CeleryMessage message) => ExplainAsync(async () =>
    {
        var queues = await lookUp(exchange, routingKey);
        var data = await redis.GetDatabaseAsync();
        var payload = KombuEnvelope.Write(message, exchange, routingKey);
        foreach (var queue in queues)
        {
            await Told(() => data.ListLeftPushAsync(keys.ListOf(queue, null), payload));
            await Told(() => data.KeyExpireAsync(keys.ListOf(queue, null), s_answersAreKept));
        }

        return queues.Count;
    });

    /// <inheritdoc/>
    public void Sever()
    {
        lock (_gate)
        {
            _severed = true;
        }

        _ended.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Sever();
        if (_mailbox is { } mailbox)
        {
            // Not waited for: a connection that is lost answers nothing, and the transport's end closes it.
            await mailbox.UnsubscribeAsync(CommandFlags.FireAndForget);
        }
    }

    // Channels belong to no database, so their names hold it.
    private RedisChannel ChannelOf(string name) => keys.ChannelOf(name, redis.Address.Database);

    private Task<T> Told<T>(Func<Task<T>> tell)
    {
        lock (_gate)
        {
            return _severed ? Task.FromResult<T>(default!) : tell();
        }
    }

    /// <summary>A message as it comes from a channel.</summary>
    internal static CeleryMessage Read(byte[] payload)
    {
        try
        {
            return KombuEnvelope.Read(payload);
        }
        catch (RefusedMessageException)
        {
            // Passed on as it is: the reader says that it is no command.
            return new CeleryMessage { Headers = [], Body = payload, ContentType = "" };
        }
    }

    private async Task<T> ExplainAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new LabException(redis.Explain(e), e);
        }
    }
}

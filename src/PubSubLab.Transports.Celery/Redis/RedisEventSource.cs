using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Connections;
using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Protocol;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>Events on Redis: channels of the exchange <c>celeryev</c>, with the routing key behind a slash.</summary>
internal sealed class RedisEventSource(RedisConnection redis, RedisKeys keys) : IEventSource
{
    /// <inheritdoc/>
    public async Task ListenAsync(Action<CeleryMessage> received, CancellationToken cancellation)
    {
        try
        {
            var subscriber = await redis.GetSubscriberAsync();
            var replaced = redis.Replaced;
            var events = await subscriber.SubscribeAsync(RedisChannel.Pattern($"{Literal(keys.ChannelOf(PresenceNames.Events, redis.Address.Database))}/*")).WaitAsync(cancellation);
            events.OnMessage(message => received(RedisBroadcast.Read((byte[])message.Message!)));
            try
            {
                // After a lost connection the client subscribes again, at the same address.
                await replaced.WaitAsync(cancellation);
            }
            finally
            {
                // Not waited for: a lost connection answers nothing.
                await events.UnsubscribeAsync(CommandFlags.FireAndForget);
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new LabException(redis.Explain(e), e);
        }
    }

    /// <summary>A name in a pattern: what is set as a prefix can hold its signs.</summary>
    private static string Literal(RedisChannel channel) =>
        string.Concat($"{channel}".Select(c => c is '*' or '?' or '[' or ']' or '\\' ? $"\\{c}" : $"{c}"));
}

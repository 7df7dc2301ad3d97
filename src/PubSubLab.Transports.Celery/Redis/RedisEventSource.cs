using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Connections;
using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Protocol;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>Events on Redis: channels that begin with <c>/DATABASE.celeryev/</c>.</summary>
internal sealed class RedisEventSource(RedisConnection redis, int database) : IEventSource
{
    /// <inheritdoc/>
    public async Task ListenAsync(Action<CeleryMessage> received, CancellationToken cancellation)
    {
        try
        {
            var subscriber = await redis.GetSubscriberAsync();
            var events = await subscriber.SubscribeAsync(RedisChannel.Pattern($"/{database}.{PresenceNames.Events}/*")).WaitAsync(cancellation);
            events.OnMessage(message => received(RedisBroadcast.Read((byte[])message.Message!)));
            try
            {
                // After a lost connection the client subscribes again.
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
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
}

using PubSubLab.Transports.Celery.Protocol;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>A message as it lies in a list.</summary>
internal readonly record struct RedisLetter(RedisKey List, byte[] Payload)
{
    /// <summary>A message for a queue.</summary>
    public static RedisLetter Of(CeleryMessage message, string queue, RedisKeys keys) => new(keys.ListOf(queue, message.Priority), KombuEnvelope.Write(message, queue));
}

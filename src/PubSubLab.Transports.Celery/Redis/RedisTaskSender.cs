using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Canvas;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>Sends to the queues that are bound on Redis.</summary>
internal sealed class RedisTaskSender(RedisCeleryTransport transport) : ITaskSender
{
    /// <inheritdoc/>
    public async Task SendAsync(string exchange, string routingKey, CeleryMessage message)
    {
        var queues = await transport.LookUpNowAsync(exchange, routingKey);
        if (queues.Count == 0)
        {
            throw new LabException($"No queue is bound to exchange '{exchange}' with the key '{routingKey}'. Start a worker on it first, or correct the task's options.");
        }

        await transport.PushAsync(message, queues, CancellationToken.None);
    }
}

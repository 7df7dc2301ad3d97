using PubSubLab.Transports.Celery.Canvas;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>Sends by an exchange of RabbitMQ, and waits for the confirm.</summary>
internal sealed class RabbitMqTaskSender(RabbitMqCeleryTransport transport) : ITaskSender
{
    /// <inheritdoc/>
    public Task SendAsync(string exchange, string routingKey, CeleryMessage message) => transport.PublishAsync(exchange, routingKey, message, CancellationToken.None);
}

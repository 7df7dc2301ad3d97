using PubSubLab.Transports.Celery.Canvas;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.GcPubSub;

/// <summary>Sends to a queue of Kombu's: by its name on the default exchange, else to every queue of the exchange.</summary>
internal sealed class GcPubSubTaskSender(GcPubSubCeleryTransport transport, QueueLayout layout) : ITaskSender
{
    /// <inheritdoc/>
    public Task SendAsync(string exchange, string routingKey, CeleryMessage message) => exchange.Length == 0
        ? transport.SendAsync(message, layout.QueueOf(routingKey), CancellationToken.None)
        : Task.WhenAll(layout.Route(exchange, routingKey).Select(queue => transport.SendAsync(message, queue, CancellationToken.None)));
}

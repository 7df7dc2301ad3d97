using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Connections;
using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Protocol;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>Events on RabbitMQ: an exclusive queue on the exchange <c>celeryev</c>, over a connection of its own.</summary>
internal sealed class RabbitMqEventSource(RabbitMqConnector connector) : IEventSource
{
    /// <inheritdoc/>
    public async Task ListenAsync(Action<CeleryMessage> received, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await connector.ConnectAsync("pubsublab monitor", new AbruptSocket(), cancellation);
            await RabbitMqBroadcast.DeclareAsync(connection, PresenceNames.Events, ExchangeType.Topic, durable: true, cancellation);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
            var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            channel.ChannelShutdownAsync += (_, _) =>
            {
                lost.TrySetResult();
                return Task.CompletedTask;
            };
            var queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, RabbitMqBroadcast.Unread, cancellationToken: cancellation);
            await channel.QueueBindAsync(queue.QueueName, PresenceNames.Events, "#", cancellationToken: cancellation);
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, delivery) =>
            {
                received(AmqpHeaders.Read(delivery.BasicProperties, delivery.Body.ToArray(), delivery.Redelivered));
                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, cancellation);
            await lost.Task.WaitAsync(cancellation);
        }
        catch (Exception e) when (RabbitMqConnector.IsTrouble(e, cancellation))
        {
            throw new LabException(connector.Explain(e), e);
        }
    }
}

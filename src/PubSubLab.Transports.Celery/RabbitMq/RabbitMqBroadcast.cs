using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Connections;
using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Protocol;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>
/// Events and commands on RabbitMQ, by a connection of their own: RabbitMQ stops reading from a connection that publishes while an alarm is on,
/// and the worker's acknowledgements must go on.
/// </summary>
internal sealed class RabbitMqBroadcast(RabbitMqConnector connector, BrokerAddresses address) : IBroadcast
{
    /// <summary>As Celery's own control queues have them (control_queue_expires, control_queue_ttl), in milliseconds.</summary>
    internal static readonly Dictionary<string, object?> Unread = new(StringComparer.Ordinal) { ["x-expires"] = 10_000, ["x-message-ttl"] = 300_000 };

    private readonly AbruptSocket _socket = new();
    private volatile IConnection? _connection;
    private IChannel? _events;
    private volatile bool _blocked;

    /// <inheritdoc/>
    public async Task<Task> ListenAsync(string node, Func<CeleryMessage, Task> received, CancellationToken cancellation)
    {
        await CloseAsync();
        var connection = _connection = await connector.ConnectAsync($"{node} events", _socket, cancellation);
        _blocked = false;
        connection.ConnectionBlockedAsync += (_, _) => SetBlocked(true);
        connection.ConnectionUnblockedAsync += (_, _) => SetBlocked(false);
        return await ExplainAsync(async () =>
        {
            await DeclareAsync(connection, PresenceNames.Events, ExchangeType.Topic, durable: true, cancellation);
            await DeclareAsync(connection, PresenceNames.Control, ExchangeType.Fanout, durable: false, cancellation);
            _events = await connection.CreateChannelAsync(cancellationToken: cancellation);
            return await ConsumeAsync(connection, node, received, cancellation);
        }, cancellation);
    }

    /// <inheritdoc/>
    public Task AnnounceAsync(string routingKey, CeleryMessage message) => ExplainAsync(async () =>
    {
        if (_blocked || _events is not { IsOpen: true } channel)
        {
            throw new LabException($"RabbitMQ at {address} takes no events now.");
        }

        await channel.BasicPublishAsync(PresenceNames.Events, routingKey, mandatory: false, AmqpHeaders.Write(message), message.Body);
        return true;
    }, CancellationToken.None);

    /// <inheritdoc/>
    public Task ReplyAsync(string exchange, string routingKey, CeleryMessage message) => ExplainAsync(async () =>
    {
        if (_blocked || _connection is not { IsOpen: true } connection)
        {
            throw new LabException($"RabbitMQ at {address} takes no answers now.");
        }

        // A channel of its own: an exchange that is not there ends the channel.
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicPublishAsync(exchange, routingKey, mandatory: false, AmqpHeaders.Write(message), message.Body);
        return true;
    }, CancellationToken.None);

    /// <inheritdoc/>
    public void Sever() => _socket.TearOff();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_blocked)
        {
            // RabbitMQ reads nothing from it, so that it would not hear the connection end.
            Sever();
        }

        await CloseAsync();
    }

    private static async Task<Task> ConsumeAsync(IConnection connection, string node, Func<CeleryMessage, Task> received, CancellationToken cancellation)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) =>
        {
            lost.TrySetResult();
            return Task.CompletedTask;
        };

        // Exclusive, as RabbitMQ 4.3 wants of every queue that is not durable, and with a name for this connection alone: after a lost one
        // RabbitMQ may keep the queue before for a while.
        var mailbox = $"{node}.{Guid.NewGuid().ToString("N")[..8]}.{PresenceNames.Control}";
        await channel.QueueDeclareAsync(mailbox, durable: false, exclusive: true, autoDelete: true, Unread, cancellationToken: cancellation);
        await channel.QueueBindAsync(mailbox, PresenceNames.Control, "", cancellationToken: cancellation);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => received(AmqpHeaders.Read(delivery.BasicProperties, delivery.Body.ToArray(), delivery.Redelivered));
        await channel.BasicConsumeAsync(mailbox, autoAck: true, consumer, cancellation);
        return lost.Task;
    }

    /// <summary>An exchange that is there with other settings is taken as it is.</summary>
    internal static async Task DeclareAsync(IConnection connection, string exchange, string type, bool durable, CancellationToken cancellation)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        try
        {
            await channel.ExchangeDeclareAsync(exchange, type, durable, cancellationToken: cancellation);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.PreconditionFailed)
        {
            // Another program made it with other settings, and listens to it.
        }
    }

    private Task SetBlocked(bool blocked)
    {
        _blocked = blocked;
        return Task.CompletedTask;
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.AbortAsync(TimeSpan.FromSeconds(2));
            await connection.DisposeAsync();
        }
    }

    private async Task<T> ExplainAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (RabbitMqConnector.IsTrouble(e, cancellation))
        {
            throw new LabException(connector.Explain(e), e);
        }
    }
}

using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Connections;
using PubSubLab.Transports.Celery.Protocol;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>Publishes on a channel with publisher confirms, which is made again when it was lost.</summary>
internal sealed class ConfirmedPublisher(
    Func<CancellationToken, Task<IConnection>> connect, RabbitMqConnector connector, BrokerAddresses address, CeleryOptions options) : IDisposable
{
    private static readonly CreateChannelOptions s_confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
    private static readonly ReadOnlyMemory<byte> s_anyBody = new byte[] { 0 };
    private readonly SemaphoreSlim _opening = new(1);
    private readonly SendingOrder _order = new();
    private readonly PublishGate _gate = new(address, options);
    private IChannel? _channel;

    /// <summary>Whether RabbitMQ said that it blocks the connection.</summary>
    public bool IsBlocked => _gate.IsBlocked;

    /// <summary>Watches a new connection for alarms.</summary>
    public void Watch(IConnection connection) => _gate.Watch(connection);

    /// <summary>Publishes, and waits for RabbitMQ's confirm, for at most <see cref="CeleryOptions.ConfirmPatience"/>.</summary>
    /// <exception cref="LabException">It did not come.</exception>
    public async Task PublishAsync(string exchange, string key, CeleryMessage message, CancellationToken cancellation)
    {
        // The broker's time, not the lab's: that one can stand still.
        using var patience = new CancellationTokenSource(options.ConfirmPatience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        var sent = false;
        try
        {
            await _order.SendAsync(GetChannelAsync(either.Token), channel =>
            {
                sent = true;

                // To a queue by its name: one that is not there must be noticed. To a topic: nobody need have asked for this key.
                return ConfirmAsync(channel.BasicPublishAsync(exchange, key, mandatory: exchange.Length == 0, AmqpHeaders.Write(message), message.Body, either.Token));
            });
        }
        catch (PublishException e) when (e.IsReturn)
        {
            throw new LabException($"There is no queue '{key}' on RabbitMQ at {address}. Start a worker on it first, or correct the name.", e);
        }
        catch (PublishException e)
        {
            throw new LabException($"RabbitMQ at {address} did not confirm a task; it may be full.", e);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw _gate.NotConfirmed();
        }
        catch (Exception e) when (RabbitMqConnector.IsTrouble(e, cancellation))
        {
            throw new LabException(connector.Explain(e), e) { OutcomeIsUnknown = sent && !IsRefusal(e) };
        }
    }

    /// <summary>Finds out whether RabbitMQ takes tasks now; publishes none.</summary>
    /// <exception cref="LabException">It does not.</exception>
    public async Task TryAsync(CancellationToken cancellation)
    {
        // To no queue: RabbitMQ confirms it and drops it, but not while an alarm blocks publishers. It needs a body: RabbitMQ blocks after the
        // header, and a message without a body is over then.
        using var gate = new CancellationTokenSource(options.Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gate.Token, cancellation);
        try
        {
            var channel = await GetChannelAsync(either.Token);
            await channel.BasicPublishAsync("", $"pubsublab-doctor-{Guid.NewGuid():N}", mandatory: false, s_anyBody, either.Token);
        }
        catch (OperationCanceledException) when (gate.IsCancellationRequested)
        {
            throw _gate.Blocked();
        }
        catch (Exception e) when (RabbitMqConnector.IsTrouble(e, cancellation))
        {
            throw new LabException(connector.Explain(e), e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _opening.Dispose();

    /// <summary>Whether RabbitMQ closed the channel for what was published, so that it does not have it.</summary>
    private static bool IsRefusal(Exception e) =>
        e is OperationInterruptedException { ShutdownReason: { Initiator: ShutdownInitiator.Peer, ReplyCode: Constants.NotFound or Constants.AccessRefused or Constants.PreconditionFailed } };

    private static async Task<bool> ConfirmAsync(ValueTask publishing)
    {
        await publishing;
        return true;
    }

    private async Task<IChannel> GetChannelAsync(CancellationToken cancellation)
    {
        if (_channel is { IsOpen: true } open)
        {
            return open;
        }

        var connection = await connect(cancellation);
        await _opening.WaitAsync(cancellation);
        try
        {
            if (_channel is not { IsOpen: true })
            {
                _channel = await connection.CreateChannelAsync(s_confirmed, cancellation);
            }

            return _channel;
        }
        finally
        {
            _opening.Release();
        }
    }
}

using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Connections;
using PubSubLab.Transports.Celery.Consuming;
using PubSubLab.Transports.Celery.Protocol;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>One worker on a queue, with a connection of its own: when that ends, in whatever way, RabbitMQ gives its tasks to others.</summary>
internal sealed class RabbitMqSubscription(
    RabbitMqCeleryTransport transport, RabbitMqConnector connector, TaskConsumer consumer, SubscribeOptions subscribe, CeleryOptions options)
    : ITransportSubscription
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AbruptSocket _socket = new();
    private readonly Lock _gate = new();
    private Task _keeping = Task.CompletedTask;
    private IConnection? _connection;
    private ChannelConsumers? _consumers;
    private bool _severed;
    private int _disposed;

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <inheritdoc/>
    public ReturnRule Returns => RabbitMqCeleryTransport.Returns;

    /// <summary>The queue.</summary>
    public string Queue => subscribe.Subscription;

    /// <summary>Connects and consumes.</summary>
    /// <exception cref="LabException">RabbitMQ refused.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var lost = await ConsumeAsync(cancellation);
        _keeping = KeepAsync(lost);
        consumer.Appear();
    }

    /// <inheritdoc/>
    public async Task StopAsync(TimeSpan timeout)
    {
        consumer.Stop();
        await CancelConsumersAsync();

        await consumer.DrainAsync(timeout);
        await _keeping;
        await consumer.DisappearAsync();
        _completion.TrySetResult();
    }

    /// <inheritdoc/>
    public void Sever()
    {
        lock (_gate)
        {
            _severed = true;
            _socket.TearOff();
        }

        consumer.Sever();
        _completion.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        if (!_completion.Task.IsCompletedSuccessfully)
        {
            Sever();
        }

        await _keeping;
        await consumer.DrainAsync();
        await CloseAsync();
        await consumer.DisposeAsync();
    }

    /// <summary>Tells RabbitMQ something about a delivery, on the channel it came by; with that gone, RabbitMQ already gave the task to somebody else.</summary>
    public async Task<bool> TellAsync(string what, IChannel channel, Func<IChannel, ValueTask> tell, string fate = "The task comes again.")
    {
        try
        {
            ValueTask told;
            lock (_gate)
            {
                if (_severed)
                {
                    return false;
                }

                told = tell(channel);
            }

            await told;
            return true;
        }
        catch (Exception e) when (RabbitMqConnector.IsTrouble(e) || e is LabException or OperationCanceledException)
        {
            if (!_severed)
            {
                options.Notice($"{what} failed: {connector.Explain(e)} {fate}");
            }

            return false;
        }
    }

    /// <summary>Answers a delivery, and waits until RabbitMQ has the answer.</summary>
    /// <returns>Whether it has.</returns>
    public Task<bool> AnswerAsync(string what, ChannelConsumers consumers, Func<IChannel, ValueTask> answer) => TellAsync(what, consumers.Channel, async channel =>
    {
        await answer(channel);
        await consumers.AnswersArriveAsync();
    });

    /// <summary>Publishes to the worker's own queue.</summary>
    public Task PublishAsync(CeleryMessage message) => transport.PublishAsync("", Queue, message, CancellationToken.None);

    /// <summary>Makes room for one more beside a task that waits for its eta.</summary>
    public Task HoldAsync(ChannelConsumers consumers) => IsCurrent(consumers)
        ? TellAsync("Making room beside a task that waits for its eta", consumers.Channel, _ => new ValueTask(consumers.MakeRoomAsync()))
        : Task.CompletedTask;

    /// <summary>Takes the room away again. What came by a channel that was lost is no longer held here.</summary>
    /// <returns>Whether the channel is still the worker's.</returns>
    public async Task<bool> EndHoldAsync(ChannelConsumers consumers) => IsCurrent(consumers)
        && await TellAsync("Taking back the room of a task that waited for its eta", consumers.Channel, _ => new ValueTask(consumers.TakeRoomAsync()));

    private bool IsCurrent(ChannelConsumers consumers) => consumers.Channel.IsOpen && _consumers == consumers;

    private async Task CancelConsumersAsync()
    {
        if (_connection is not { IsOpen: true } || _consumers is not { } consumers)
        {
            return;
        }

        try
        {
            await consumers.CancelAsync();
        }
        catch (Exception e) when (RabbitMqConnector.IsTrouble(e, CancellationToken.None))
        {
            options.Notice($"{subscribe.Worker} could not say that it stops: {connector.Explain(e)}");
        }
    }

    private async Task<Task> ConsumeAsync(CancellationToken cancellation)
    {
        _connection = await connector.ConnectAsync(subscribe.Worker, _socket, cancellation);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var channel = await _connection.CreateChannelAsync(cancellationToken: cancellation);
            channel.ChannelShutdownAsync += (_, reason) =>
            {
                lost.TrySetException(new LabException(connector.Explain(new RabbitMQ.Client.Exceptions.OperationInterruptedException(reason))));
                return Task.CompletedTask;
            };
            _consumers = new ChannelConsumers(channel, Queue, OnReceivedAsync);
            await _consumers.StartAsync(subscribe.MaxInFlight, () => Ended(channel), cancellation);
            return lost.Task;
        }
        catch (Exception e) when (RabbitMqConnector.IsTrouble(e, cancellation))
        {
            throw new LabException(connector.Explain(e), e);
        }
    }

    private void Ended(IChannel channel)
    {
        // Also when the connection ends; only on an open channel is it the queue that ended.
        if (channel.IsOpen && !consumer.Stopping.IsCancellationRequested)
        {
            _completion.TrySetException(new LabException($"The queue '{Queue}' was removed on RabbitMQ. Spawn a worker on a queue that is there."));
            consumer.Stop();
        }
    }

    private async Task OnReceivedAsync(ChannelConsumers consumers, BasicDeliverEventArgs received)
    {
        // The body is the client's buffer and valid only until this returns.
        var body = received.Body.ToArray();
        var taken = new RabbitMqTakenMessage(this, consumers, received.DeliveryTag);
        if (await consumer.EnterAsync())
        {
            consumer.Start(() => AmqpHeaders.Read(received.BasicProperties, body, received.Redelivered), taken, Queue);
        }
        else
        {
            // Was under way when the worker stopped.
            await taken.RequeueAsync();
        }
    }

    /// <summary>Connects again when the connection was lost, until the worker stops or dies.</summary>
    private async Task KeepAsync(Task lost)
    {
        try
        {
            while (true)
            {
                var said = "";
                try
                {
                    await lost.WaitAsync(consumer.Stopping);
                }
                catch (LabException e)
                {
                    said = e.Message;
                    consumer.Stopping.ThrowIfCancellationRequested();
                    options.TellConnection(
                        LabEventKind.ConnectionLost, subscribe.Worker, $"{e.Message} Others get its outstanding tasks; it connects again.");
                }

                lost = await ReconnectAsync(said);
                options.TellConnection(LabEventKind.ConnectionRestored, subscribe.Worker, "RabbitMQ answers again.");
            }
        }
        catch (OperationCanceledException) when (consumer.Stopping.IsCancellationRequested)
        {
            // Stopped or dead.
        }

        if (_completion.Task.IsFaulted)
        {
            await consumer.FailAsync();
        }
    }

    private async Task<Task> ReconnectAsync(string said)
    {
        while (true)
        {
            await Task.Delay(s_pause, options.Time, consumer.Stopping);
            await CloseAsync();
            try
            {
                return await ConsumeAsync(consumer.Stopping);
            }
            catch (LabException e)
            {
                // Tried until it works or the worker ends; each new reason is said once.
                if (e.Message != said)
                {
                    said = e.Message;
                    options.TellConnection(LabEventKind.ConnectionLost, subscribe.Worker, $"{e.Message} The worker tries again until it does.");
                }
            }
        }
    }

    private async Task CloseAsync()
    {
        _consumers?.Dispose();
        _consumers = null;
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.AbortAsync(TimeSpan.FromSeconds(2));
            await connection.DisposeAsync();
        }
    }
}

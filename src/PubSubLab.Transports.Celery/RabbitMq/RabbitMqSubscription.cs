using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Consuming;
using PubSubLab.Transports.Celery.Protocol;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>One worker on a queue, with a connection of its own: when that ends, in whatever way, RabbitMQ gives its tasks to others.</summary>
internal sealed class RabbitMqSubscription(
    RabbitMqCeleryTransport transport, RabbitMqConnector connector, TaskDesk desk, SubscribeOptions subscribe, CeleryOptions options)
    : ITransportSubscription
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AbruptSocket _socket = new();
    private readonly SemaphoreSlim _qos = new(1);
    private readonly Lock _gate = new();
    private Task _keeping = Task.CompletedTask;
    private IConnection? _connection;
    private AsyncEventingBasicConsumer? _consumer;
    private int _held;
    private bool _severed;
    private int _disposed;

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <summary>The queue.</summary>
    public string Queue => subscribe.Subscription;

    /// <summary>Connects and consumes.</summary>
    /// <exception cref="LabException">RabbitMQ refused.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var lost = await ConsumeAsync(cancellation);
        _keeping = KeepAsync(lost);
    }

    /// <inheritdoc/>
    public async Task StopAsync(TimeSpan timeout)
    {
        desk.Stop();
        if (_connection is { IsOpen: true } && _consumer is { } consumer)
        {
            try
            {
                await consumer.Channel.BasicCancelAsync(consumer.ConsumerTags[0]);
            }
            catch (Exception e) when (RabbitMqConnector.IsTrouble(e))
            {
                options.Notice($"{subscribe.Worker} could not say that it stops: {connector.Explain(e)}");
            }
        }

        try
        {
            await desk.DrainAsync().WaitAsync(timeout, options.Time);
        }
        catch (TimeoutException)
        {
            desk.Abandon();
            await desk.DrainAsync();
        }

        await _keeping;
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

        desk.Abandon();
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
        await desk.DrainAsync();
        await CloseAsync();
        desk.Dispose();
        _qos.Dispose();
    }

    /// <summary>Tells RabbitMQ something about a delivery, on the channel it came by; with that gone, RabbitMQ already gave the task to somebody else.</summary>
    public async Task<bool> TellAsync(string what, IChannel channel, Func<IChannel, ValueTask> tell)
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
        catch (Exception e) when (RabbitMqConnector.IsTrouble(e) || e is LabException)
        {
            if (!_severed)
            {
                options.Notice($"{what} failed: {connector.Explain(e)} The task comes again.");
            }

            return false;
        }
    }

    /// <summary>Publishes to the worker's own queue.</summary>
    public Task PublishAsync(CeleryMessage message) => transport.PublishAsync("", Queue, message, CancellationToken.None);

    /// <summary>
    /// Makes room for one more, or takes that room away (Celery does the same for tasks with an eta: increment_eventually). What came by
    /// a channel that was lost is no longer held here.
    /// </summary>
    /// <returns>Whether the channel is still the worker's.</returns>
    public async Task<bool> HoldAsync(IChannel channel, int change)
    {
        await _qos.WaitAsync();
        try
        {
            if (!channel.IsOpen || _consumer?.Channel != channel)
            {
                return false;
            }

            _held += change;
            return await TellAsync("Setting the prefetch", channel, c => new ValueTask(c.BasicQosAsync(0, Prefetch, global: true)));
        }
        finally
        {
            _qos.Release();
        }
    }

    private ushort Prefetch => (ushort)Math.Min(subscribe.MaxInFlight + _held, ushort.MaxValue);

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
            await BeginAsync(channel, cancellation);
            _consumer!.ReceivedAsync += OnReceivedAsync;
            _consumer.UnregisteredAsync += (_, _) =>
            {
                // Also raised when the connection ends; only on an open channel is it the queue that ended.
                if (channel.IsOpen && !desk.Stopping.IsCancellationRequested)
                {
                    _completion.TrySetException(new LabException($"The queue '{Queue}' was removed on RabbitMQ. Spawn a worker on a queue that is there."));
                    desk.Stop();
                }

                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(Queue, autoAck: false, _consumer, cancellation);
            return lost.Task;
        }
        catch (Exception e) when (RabbitMqConnector.IsTrouble(e))
        {
            throw new LabException(connector.Explain(e), e);
        }
    }

    /// <summary>From here on it is this channel that tasks are held on; none is yet.</summary>
    private async Task BeginAsync(IChannel channel, CancellationToken cancellation)
    {
        await _qos.WaitAsync(cancellation);
        try
        {
            _held = 0;
            await channel.BasicQosAsync(0, Prefetch, global: true, cancellation);
            _consumer = new AsyncEventingBasicConsumer(channel);
        }
        finally
        {
            _qos.Release();
        }
    }

    private async Task OnReceivedAsync(object sender, BasicDeliverEventArgs received)
    {
        // The body is the client's buffer and valid only until this returns.
        var body = received.Body.ToArray();
        var channel = ((AsyncEventingBasicConsumer)sender).Channel;
        var message = AmqpHeaders.Read(received.BasicProperties, body);
        var taken = new RabbitMqTakenMessage(this, channel, received.DeliveryTag);
        if (await desk.EnterAsync())
        {
            desk.Start(() => message, taken, Queue);
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
                    await lost.WaitAsync(desk.Stopping);
                }
                catch (LabException e)
                {
                    said = e.Message;
                    desk.Stopping.ThrowIfCancellationRequested();
                    options.TellConnection(
                        LabEventKind.ConnectionLost, subscribe.Worker, $"{e.Message} What it had in hand goes to others; it connects again.");
                }

                lost = await ReconnectAsync(said);
                options.TellConnection(LabEventKind.ConnectionRestored, subscribe.Worker, "RabbitMQ answers again.");
            }
        }
        catch (OperationCanceledException) when (desk.Stopping.IsCancellationRequested)
        {
            // Stopped or dead.
        }
    }

    private async Task<Task> ReconnectAsync(string said)
    {
        while (true)
        {
            await Task.Delay(s_pause, options.Time, desk.Stopping);
            await CloseAsync();
            try
            {
                return await ConsumeAsync(desk.Stopping);
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
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.AbortAsync(TimeSpan.FromSeconds(2));
            await connection.DisposeAsync();
        }
    }
}

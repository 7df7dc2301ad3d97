using System.Collections.Concurrent;
using PubSubLab.Handlers;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Connections;
using PubSubLab.Transports.Celery.Consuming;
using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Results;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>The lab's seam over Celery's protocol on RabbitMQ: publisher confirms, answers by hand, prefetch. A topic is an exchange, a subscription a queue.</summary>
public sealed class RabbitMqCeleryTransport : ICeleryTransport, IQueueInspection
{
    private readonly AbruptSocket _socket = new();
    private readonly BrokerAddresses _addresses;
    private readonly CeleryOptions _options;
    private readonly RabbitMqConnector _connector;
    private readonly ResultStore? _results;
    private readonly FleetMonitor _fleet;
    private readonly DeadLetterQueues _deadLetters = new();
    private readonly ManagementApi _management;
    private readonly DelayedTasks _delayed;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly ConcurrentDictionary<string, RetryRule> _retries = new(StringComparer.Ordinal);
    private readonly RabbitMqTopology _topology;
    private readonly ConfirmedPublisher _publisher;
    private IConnection? _connection;

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="url"><c>amqp://[user:password@]host[:port][/vhost]</c>.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="setting">Name of the address's setting.</param>
    /// <exception cref="LabException">The address cannot be read.</exception>
    public RabbitMqCeleryTransport(string url, CeleryOptions? options = null, string setting = "RABBITMQ_URL")
    {
        _options = options ?? CeleryOptions.Default;
        _addresses = BrokerAddresses.RabbitMq(url, setting);
        _connector = new RabbitMqConnector(_addresses, setting, _options);
        _topology = new RabbitMqTopology(GetConnectionAsync, _connector, _options);
        _management = new ManagementApi(_addresses, _options.ManagementUrl is { } plugin ? ManagementAddress.Parse(plugin) : null, _options.Notice);
        _delayed = new DelayedTasks(_topology.OnChannelAsync, _options.Time);
        _publisher = new ConfirmedPublisher(GetConnectionAsync, _connector, _addresses, _options);
        if (_options.ResultUrl is { } results)
        {
            _results = new ResultStore(
                new RedisConnection(BrokerAddresses.Redis(results, "CELERY_RESULT_URL"), "CELERY_RESULT_URL", _options, "pubsublab-results"), _options);
        }

        _fleet = new FleetMonitor(new RabbitMqEventSource(_connector), _results);
    }

    /// <inheritdoc/>
    public string Description => $"celery on rabbitmq {_addresses}";

    /// <inheritdoc/>
    public IFleetView Fleet => _fleet;

    /// <summary>When a dead worker's tasks go to others.</summary>
    internal static ReturnRule Returns { get; } = new()
    {
        Because = "end of the connection",
        After = TimeSpan.Zero,
        HasLeases = false,
        Explanation = "RabbitMQ sees that a dead worker's connection ends, and puts its unacknowledged tasks back into the queue at once (RabbitMQ docs, Consumer " +
            "Acknowledgements).",
    };

    /// <inheritdoc/>
    public async Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation)
    {
        await GetConnectionAsync(cancellation);
        return new TransportCapabilities
        {
            Filters = false,
            UserRouting = true,
            DeadLetter = true,
            DelayedRetry = true,
            Returns = Returns,
            FailureRule = CeleryNotes.FailureRule,
            EarlyAcks = true,
            Notes = CeleryNotes.ForRabbitMq(_options),
        };
    }

    /// <inheritdoc/>
    public Task EnsureAsync(Topology topology, CancellationToken cancellation)
    {
        foreach (var spec in topology.Subscriptions)
        {
            _deadLetters.Add(spec);
            _retries[spec.Name] = spec.MinimumBackoff is null && spec.DeadLetterTopic is null ? _options.Retry : RetryRule.Of(spec);
        }

        return _topology.EnsureAsync(topology, cancellation);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(Topology topology, CancellationToken cancellation) => _topology.RemoveAsync(topology, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FleetDifference>> CompareAsync(Topology topology, CancellationToken cancellation) => _topology.CompareAsync(topology, cancellation);

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellation) => _topology.OnChannelAsync(static _ => Task.CompletedTask, cancellation);

    /// <inheritdoc/>
    public async Task<string> PublishAsync(string topic, LabTask task, CancellationToken cancellation)
    {
        QueueName.Check(topic);
        var id = Guid.NewGuid().ToString();
        var message = CeleryMessages.Create(task, id, _options);
        var plain = _topology.IsPlain(topic);
        await PublishAsync(plain ? "" : topic, plain ? topic : RoutingKey.Of(topic, task), message, cancellation);
        return id;
    }

    /// <inheritdoc/>
    public async Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation)
    {
        QueueName.Check(options.Subscription);
        var retry = _retries.GetValueOrDefault(options.Subscription, _options.Retry);
        var address = _addresses.Current;
        var presence = new WorkerPresence(
            _options, options, new BrokerFacts("amqp", address.Host, address.Port, address.Path), new RabbitMqBroadcast(_connector, _addresses));
        var subscription = new RabbitMqSubscription(
            this, _connector, new TaskConsumer(_options, options, retry, callback, _results, new RabbitMqTaskSender(this), presence, _fleet), options, _options);
        return await subscription.StartedAsync(subscription.StartAsync, cancellation);
    }

    /// <inheritdoc/>
    public async Task<BacklogState?> ReadBacklogAsync(string subscription, CancellationToken cancellation)
    {
        if (await CountReadyAsync(subscription, cancellation) is not { } ready)
        {
            return null;
        }

        // The protocol counts what waits; the management plugin tells what workers have. Nobody tells the etas that workers wait for, nor retries.
        long? dead = null;
        foreach (var letters in _deadLetters.Of(subscription))
        {
            dead = (dead ?? 0) + (await CountReadyAsync(letters, cancellation) ?? 0);
        }

        var delayed = _options.NativeDelay ? await _delayed.CountAsync(cancellation) : null;
        return new BacklogState(ready, 0, null)
        {
            IsTaskQueue = true,
            Unacknowledged = await _management.ReadUnacknowledgedAsync(subscription, cancellation),
            Scheduled = delayed,
            ScheduledOfAll = true,
            IsPartial = delayed is not null,
            Dead = dead,
            Results = _results is null ? null : await _results.CountAsync(cancellation),
        };
    }

    /// <inheritdoc/>
    public Task TryWorkerAsync(string queue, CancellationToken cancellation) => _topology.OnChannelAsync(
        async channel =>
        {
            await channel.BasicQosAsync(0, 1, global: false, cancellation);

            // Any other consumer comes first, so that a task that waits seldom makes the way here and back.
            var consumer = new AsyncEventingBasicConsumer(channel);
            var last = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-priority"] = -1_000 };
            await channel.BasicConsumeAsync(queue, autoAck: false, "", noLocal: false, exclusive: false, last, consumer, CancellationToken.None);
        },
        cancellation);

    /// <inheritdoc/>
    public Task TryPublishingAsync(CancellationToken cancellation) => _publisher.TryAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_results is not null)
        {
            await _results.DisposeAsync();
        }

        if (_connection is { } connection)
        {
            if (_publisher.IsBlocked)
            {
                // RabbitMQ reads nothing from it, so that it would not hear the connection end.
                _socket.TearOff();
            }

            await connection.AbortAsync(TimeSpan.FromSeconds(2));
            await connection.DisposeAsync();
        }

        _management.Dispose();
        _publisher.Dispose();
        _gate.Dispose();
    }

    /// <summary>Publishes, and waits for RabbitMQ's confirm.</summary>
    /// <exception cref="LabException">It did not come.</exception>
    internal Task PublishAsync(string exchange, string key, CeleryMessage message, CancellationToken cancellation) =>
        _topology.IsDelayed(exchange, key) && NativeDelay.KeyOf(message, _options.Time.GetUtcNow(), exchange, key) is { } delayed
            ? _publisher.PublishAsync(NativeDelay.Entry, delayed, message, cancellation)
            : _publisher.PublishAsync(exchange, key, message, cancellation);

    /// <summary>A queue's ready messages; null where there is no such queue.</summary>
    private async Task<long?> CountReadyAsync(string queue, CancellationToken cancellation)
    {
        var connection = await GetConnectionAsync(cancellation);
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
            return (await channel.QueueDeclarePassiveAsync(queue, cancellation)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
        catch (Exception e) when (RabbitMqConnector.IsTrouble(e, cancellation))
        {
            throw new LabException(_connector.Explain(e), e);
        }
    }

    private async Task<IConnection> GetConnectionAsync(CancellationToken cancellation)
    {
        if (_connection is { IsOpen: true } open)
        {
            return open;
        }

        await _gate.WaitAsync(cancellation);
        try
        {
            if (_connection is not { IsOpen: true })
            {
                if (_connection is { } lost)
                {
                    await lost.DisposeAsync();
                }

                _connection = await _connector.ConnectAsync("pubsublab", _socket, cancellation);
                _publisher.Watch(_connection);
            }

            return _connection;
        }
        finally
        {
            _gate.Release();
        }
    }
}

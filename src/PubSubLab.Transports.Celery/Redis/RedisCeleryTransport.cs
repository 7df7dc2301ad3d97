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
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>The lab's seam over Celery's protocol on Redis, with the keys and the bookkeeping of Kombu. A topic is an exchange, a subscription a queue.</summary>
public sealed class RedisCeleryTransport : ICeleryTransport, IQueueInspection
{
    private static readonly TimeSpan s_bindingsAreGoodFor = TimeSpan.FromSeconds(1);
    private readonly BrokerAddresses _addresses;
    private readonly string _setting;
    private readonly CeleryOptions _options;
    private readonly RedisConnection _redis;
    private readonly ConcurrentDictionary<string, SendingOrder> _orders = new(StringComparer.Ordinal);
    private readonly ResultStore _results;
    private readonly FleetMonitor _fleet;
    private readonly ConcurrentDictionary<string, RetryRule> _retries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _deadLetters = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (DateTimeOffset ReadAt, RedisBinding[] Bindings)> _bindings = new(StringComparer.Ordinal);

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="url"><c>redis://[[user]:password@]host[:port][/database]</c>.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="setting">Name of the address's setting.</param>
    /// <exception cref="LabException">The address cannot be read.</exception>
    public RedisCeleryTransport(string url, CeleryOptions? options = null, string setting = "REDIS_URL")
    {
        _setting = setting;
        _addresses = BrokerAddresses.Redis(url, setting);
        _options = RedisUrlOptions.Apply(options ?? CeleryOptions.Default, _addresses.Current, setting);
        Keys = new RedisKeys(_options.Naming);
        _redis = new RedisConnection(_addresses, setting, _options, "pubsublab");
        var results = _options.ResultUrl is { } other ? BrokerAddresses.Redis(other, "CELERY_RESULT_URL") : _addresses;
        _results = new ResultStore(
            new RedisConnection(results, _options.ResultUrl is null ? setting : "CELERY_RESULT_URL", _options, "pubsublab-results"), _options);
        _fleet = new FleetMonitor(new RedisEventSource(_redis, Keys), _results);
    }

    /// <inheritdoc/>
    public string Description => $"celery on redis {_addresses}";

    /// <summary>The keys that its options name.</summary>
    internal RedisKeys Keys { get; }

    /// <summary>The transport options with which a program of Python's shares an address with these options, as JSON.</summary>
    /// <exception cref="LabException">The address cannot be read.</exception>
    public static string PythonOptions(string url, CeleryOptions options, string setting) =>
        RedisUrlOptions.ToJson(RedisUrlOptions.Apply(options, BrokerAddresses.Redis(url, setting).Current, setting));

    /// <inheritdoc/>
    public IFleetView Fleet => _fleet;

    /// <summary>When a dead worker's tasks go to others.</summary>
    internal ReturnRule Returns => new()
    {
        Because = "visibility timeout",
        After = _options.VisibilityTimeout,
        KeptWhileHandling = false,
        HasLeases = false,
        Explanation = "Nobody tells Redis that a worker died. Its tasks stay booked until the visibility timeout has passed; then another worker puts them back " +
            "into the queue (Celery docs, Using Redis, Visibility timeout).",
    };

    /// <inheritdoc/>
    public async Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation)
    {
        await AskAsync(database => database.PingAsync(), cancellation);
        return new TransportCapabilities
        {
            Filters = false,
            UserRouting = true,
            DeadLetter = true,
            DelayedRetry = true,
            Returns = Returns,
            FailureRule = CeleryNotes.FailureRule,
            EarlyAcks = true,
            Notes = CeleryNotes.ForRedis(_options),
        };
    }

    /// <inheritdoc/>
    public async Task EnsureAsync(Topology topology, CancellationToken cancellation)
    {
        foreach (var topic in topology.Topics)
        {
            QueueName.Check(topic);
        }

        foreach (var spec in topology.Subscriptions)
        {
            QueueName.Check(spec.Name);
            var key = RoutingKey.Of(spec);
            _retries[spec.Name] = spec.MinimumBackoff is null && spec.DeadLetterTopic is null ? _options.Retry : RetryRule.Of(spec);
            if (spec.DeadLetterTopic is { } letters)
            {
                _deadLetters[spec.Name] = letters;
            }

            await AskAsync(
                async database =>
                {
                    // The queue as Celery itself declares it, so that its other programs find it, and its place on the topic.
                    await BindAsync(database, spec.Name, Keys.Binding(spec.Name, "", spec.Name));
                    return spec.Topic == spec.Name
                        || await BindAsync(database, spec.Topic, Keys.Binding(key, RoutingKey.PatternOf(key), spec.Name));
                },
                cancellation);
            _bindings.TryRemove(spec.Topic, out _);
        }
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(Topology topology, CancellationToken cancellation)
    {
        foreach (var spec in topology.Subscriptions)
        {
            var key = RoutingKey.Of(spec);
            await AskAsync(
                async database =>
                {
                    await database.SetRemoveAsync(Keys.Bindings(spec.Topic), Keys.Binding(key, RoutingKey.PatternOf(key), spec.Name));
                    await database.KeyDeleteAsync([Keys.Bindings(spec.Name), .. Keys.ListsOf(spec.Name)]);
                    return await RemoveInHandAsync(database, spec.Name);
                },
                cancellation);
            _bindings.TryRemove(spec.Topic, out _);
        }

        foreach (var topic in topology.Topics)
        {
            await AskAsync(database => database.KeyDeleteAsync(Keys.Bindings(topic)), cancellation);
            _orders.TryRemove(topic, out _);
        }
    }

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellation) => AskAsync(database => database.PingAsync(), cancellation);

    /// <inheritdoc/>
    public async Task<string> PublishAsync(string topic, LabTask task, CancellationToken cancellation)
    {
        var id = Guid.NewGuid().ToString();
        var message = CeleryMessages.Create(task, id, _options);
        var order = _orders.GetOrAdd(topic, static _ => new SendingOrder());
        await order.SendAsync(FindQueuesAsync(topic, RoutingKey.Of(topic, task), cancellation), queues => PushAsync(message, queues, cancellation));
        return id;
    }

    /// <inheritdoc/>
    public async Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation)
    {
        QueueName.Check(options.Subscription);
        var retry = _retries.GetValueOrDefault(options.Subscription, _options.Retry);
        var address = _addresses.Current;
        var presence = new WorkerPresence(
            _options, options, new BrokerFacts("redis", address.Host, address.Port, $"{address.Database}"), new RedisBroadcast(_redis, Keys, LookUpNowAsync));
        var consumer = new TaskConsumer(_options, options, retry, callback, _results, new RedisTaskSender(this), presence, _fleet);
        var own = new RedisConnection(_addresses, _setting, _options, options.Worker);
        var subscription = new RedisSubscription(this, _redis, own, consumer, options, _options);
        return await subscription.StartedAsync(subscription.StartAsync, cancellation);
    }

    /// <inheritdoc/>
    public async Task<BacklogState?> ReadBacklogAsync(string subscription, CancellationToken cancellation)
    {
        var state = await AskAsync(database => RedisQueueLook.ReadAsync(database, Keys, subscription, _options.Time.GetUtcNow()), cancellation);
        return state with { Dead = await CountDeadLettersAsync(subscription, cancellation), Results = await _results.CountAsync(cancellation) };
    }

    /// <inheritdoc/>
    public Task TryWorkerAsync(string queue, CancellationToken cancellation) => AskAsync(
        database => database.ScriptEvaluateAsync(
            RedisScripts.Take, [.. Keys.Books, .. Keys.ListsOf(queue)], [0, 0, queue, ""]),
        cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FleetDifference>> CompareAsync(Topology topology, CancellationToken cancellation) => AskAsync(
        database => new RedisComparison(database, Keys, _options.VisibilityTimeout ?? SubscribeOptions.DefaultAckDeadline, _options.Time.GetUtcNow())
            .RunAsync(topology.Subscriptions[0].Name),
        cancellation);

    /// <inheritdoc/>
    public Task TryPublishingAsync(CancellationToken cancellation) =>
        // A write that needs memory, under a name as results have, gone in a moment.
        AskAsync(database => database.StringSetAsync($"celery-task-meta-{Guid.NewGuid()}", "", TimeSpan.FromMilliseconds(1)), cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _results.DisposeAsync();
        await _redis.DisposeAsync();
    }

    /// <summary>A message for each queue of a queue's dead-letter topic; empty where it has none.</summary>
    internal async Task<RedisLetter[]> DeadLettersAsync(Func<string, RedisLetter> letterFor, string queue) => _deadLetters.TryGetValue(queue, out var topic)
        ? [.. (await FindQueuesAsync(topic, topic, CancellationToken.None)).Select(letterFor)]
        : [];

    /// <summary>The queues that a key of an exchange goes to; the default exchange's key is the queue.</summary>
    internal async Task<IReadOnlyList<string>> LookUpAsync(string exchange, string key, CancellationToken cancellation)
    {
        if (exchange.Length == 0)
        {
            return [key];
        }

        var bindings = await ReadBindingsAsync(exchange, cancellation);
        return [.. bindings.Where(b => RoutingKey.Matches(b.Key, b.Pattern, key)).Select(b => b.Queue).Distinct()];
    }

    /// <summary>The same, with bindings that may be a moment old.</summary>
    internal Task<IReadOnlyList<string>> LookUpNowAsync(string exchange, string key)
    {
        _bindings.TryRemove(exchange, out _);
        return LookUpAsync(exchange, key, CancellationToken.None);
    }

    /// <summary>Asks Redis something.</summary>
    /// <exception cref="LabException">It did not answer, or refused.</exception>
    internal async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            return await ask(await _redis.GetDatabaseAsync()).WaitAsync(cancellation);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new LabException(_redis.Explain(e), e) { OutcomeIsUnknown = WasSent(e) };
        }
    }

    /// <summary>Asked first: a Redis at its maxmemory refuses to add, though nothing would be added, and a worker must be able to empty it.</summary>
    private async Task<bool> BindAsync(IDatabase database, string exchange, RedisValue binding) =>
        await database.SetContainsAsync(Keys.Bindings(exchange), binding) || await database.SetAddAsync(Keys.Bindings(exchange), binding);

    /// <summary>The ready tasks of a queue's dead-letter queues; null where it has none.</summary>
    private async Task<long?> CountDeadLettersAsync(string queue, CancellationToken cancellation)
    {
        if (!_deadLetters.TryGetValue(queue, out var topic))
        {
            return null;
        }

        var lists = (await FindQueuesAsync(topic, topic, cancellation)).SelectMany(Keys.ListsOf);
        return await AskAsync(async database => (await Task.WhenAll(lists.Select(l => database.ListLengthAsync(l)))).Sum(), cancellation);
    }

    private static bool WasSent(Exception e) => e switch
    {
        RedisTimeoutException timeout => timeout.Commandstatus == CommandStatus.Sent,
        RedisConnectionException lost => lost.CommandStatus == CommandStatus.Sent,
        _ => false,
    };

    /// <summary>Outstanding tasks must not return to a removed queue.</summary>
    private async Task<bool> RemoveInHandAsync(IDatabase database, string queue)
    {
        await foreach (var entry in database.HashScanAsync(Keys.Unacked))
        {
            if (RedisUnacked.TryRead((byte[])entry.Value!, out var unacked) && unacked.Exchange.Length == 0 && unacked.RoutingKey == queue)
            {
                await database.ScriptEvaluateAsync(RedisScripts.Finish, Keys.Books, [entry.Name]);
            }
        }

        return true;
    }

    /// <summary>Publishes to queues.</summary>
    internal Task<long> PushAsync(CeleryMessage message, IReadOnlyList<string> queues, CancellationToken cancellation) => AskAsync(
        database => queues is [var only] ? PushAsync(database, message, only) : PushToAllAsync(database, message, queues),
        cancellation);

    private Task<long> PushAsync(IDatabaseAsync database, CeleryMessage message, string queue)
    {
        var letter = RedisLetter.Of(message, queue, Keys);
        return database.ListLeftPushAsync(letter.List, letter.Payload);
    }

    /// <summary>To all queues or to none.</summary>
    private async Task<long> PushToAllAsync(IDatabase database, CeleryMessage message, IReadOnlyList<string> queues)
    {
        var transaction = database.CreateTransaction();
        var pushed = queues.Select(queue => PushAsync(transaction, message, queue)).ToList();
        await Task.WhenAll([.. pushed, transaction.ExecuteAsync()]);
        return pushed.Count;
    }

    private async Task<IReadOnlyList<string>> FindQueuesAsync(string topic, string key, CancellationToken cancellation)
    {
        var bindings = await ReadBindingsAsync(topic, cancellation);
        if (bindings.Length == 0)
        {
            throw new LabException($"No queue is bound to '{topic}' on Redis at {_addresses}. Start a worker on it first, or correct the topic.");
        }

        // A queue of the topic's own name gets everything, whatever the key: that is how Celery itself uses a queue.
        return [.. bindings.Where(b => b.Queue == topic || RoutingKey.Matches(b.Key, b.Pattern, key)).Select(b => b.Queue).Distinct()];
    }

    private async Task<RedisBinding[]> ReadBindingsAsync(string exchange, CancellationToken cancellation)
    {
        var now = _options.Time.GetUtcNow();
        if (_bindings.TryGetValue(exchange, out var known) && now - known.ReadAt < s_bindingsAreGoodFor)
        {
            return known.Bindings;
        }

        var members = await AskAsync(database => database.SetMembersAsync(Keys.Bindings(exchange)), cancellation);
        RedisBinding[] bindings =
        [
            .. members.Select(m => m.ToString().Split(Keys.Separator)).Where(p => p.Length == 3).Select(p => new RedisBinding(p[0], p[1], p[2])),
        ];
        _bindings[exchange] = (now, bindings);
        return bindings;
    }

    private sealed record RedisBinding(string Key, string Pattern, string Queue);
}

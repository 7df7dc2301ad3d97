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

namespace PubSubLab.Transports.Celery.GcPubSub;

/// <summary>
/// The lab's seam over Celery's protocol on Pub/Sub itself, with the topics, subscriptions and messages of Kombu's <c>gcpubsub</c>. What goes
/// over the wire is the Pub/Sub transport's: streams, leases, acknowledgements in batches.
/// </summary>
public sealed class GcPubSubCeleryTransport : ICeleryTransport, IQueueInspection
{
    // A stream that is refused is refused sooner than this.
    private static readonly TimeSpan s_stands = TimeSpan.FromSeconds(1);
    private readonly CeleryOptions _options;
    private readonly Func<string, CancellationToken, Task<SubscriptionSpec?>>? _read;
    private readonly ResultStore? _results;
    private readonly FleetMonitor _fleet;
    private readonly QueueLayout _layout = new();
    private readonly ConcurrentDictionary<string, RetryRule> _retries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _deadLetters = new(StringComparer.Ordinal);

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="pubsub">The transport over Pub/Sub; it ends with this one.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="read">Reads a subscription, and gives null where there is none or it cannot be read; null to compare none.</param>
    /// <exception cref="LabException">The address of results cannot be read.</exception>
    public GcPubSubCeleryTransport(ITransport pubsub, CeleryOptions? options = null, Func<string, CancellationToken, Task<SubscriptionSpec?>>? read = null)
    {
        PubSub = pubsub;
        _options = options ?? CeleryOptions.Default;
        _read = read;
        if (_options.ResultUrl is { } results)
        {
            _results = new ResultStore(
                new RedisConnection(BrokerAddresses.Redis(results, "CELERY_RESULT_URL"), "CELERY_RESULT_URL", _options, "pubsublab-results"), _options);
        }

        _fleet = new FleetMonitor(new GcPubSubEventSource(PubSub, () => IsSeen, _options.Notice), _results);
    }

    /// <inheritdoc/>
    public string Description => $"gcpubsub on {PubSub.Description}";

    /// <inheritdoc/>
    public bool IsCloud => PubSub.IsCloud;

    /// <inheritdoc/>
    public IFleetView Fleet => _fleet;

    /// <summary>Looks into subscriptions, where the broker allows it; null for not at all.</summary>
    public IBacklogInspection? Inspection { get; init; }

    /// <summary>
    /// Whether Celery's tools see the workers. It makes a subscription for each worker and the topics <c>celery.pidbox</c> and <c>celeryev</c>.
    /// Default: false.
    /// </summary>
    public bool IsSeen { get; init; }

    /// <summary>The transport over Pub/Sub.</summary>
    internal ITransport PubSub { get; }

    /// <inheritdoc/>
    public async Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation)
    {
        await PubSub.ProbeAsync(cancellation);
        return new TransportCapabilities
        {
            Filters = false,
            UserRouting = true,
            DeadLetter = true,
            DelayedRetry = true,
            Returns = new ReturnRule { Because = "ack deadline, in Kombu 240 s" },
            FailureRule = _options.Retries == RetriedBy.Celery ? CeleryNotes.FailureRule : null,
            EarlyAcks = true,
            RealProject = IsCloud,
            Notes = CeleryNotes.ForGcPubSub(_options),
        };
    }

    /// <inheritdoc/>
    public async Task EnsureAsync(Topology topology, CancellationToken cancellation)
    {
        var (topics, queues) = _layout.Add(topology);
        var asked = Asked(queues);
        foreach (var (spec, _) in queues)
        {
            _retries[spec.Name] = spec.MinimumBackoff is null && spec.DeadLetterTopic is null ? _options.Retry : RetryRule.Of(spec);
            if (spec.DeadLetterTopic is { } letters)
            {
                _deadLetters[spec.Name] = letters;
            }
        }

        await PubSub.EnsureAsync(topology with { Topics = topics, Subscriptions = asked, TopicRetention = KombuDefaults.Retention }, cancellation);
        foreach (var difference in topology.Temporary ? [] : await CompareAsync(asked, cancellation))
        {
            _options.Notice($"{difference.Found} {difference.Next}");
        }
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(Topology topology, CancellationToken cancellation)
    {
        var (topics, queues) = _layout.Add(topology);
        await PubSub.RemoveAsync(topology with { Topics = topics, Subscriptions = Asked(queues) }, cancellation);
        _layout.Remove(topology);
    }

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellation) => PubSub.ProbeAsync(cancellation);

    /// <inheritdoc/>
    public async Task<string> PublishAsync(string topic, LabTask task, CancellationToken cancellation)
    {
        var id = Guid.NewGuid().ToString();
        var message = CeleryMessages.Create(task, id, _options);
        await Task.WhenAll(_layout.Route(topic, RoutingKey.Of(topic, task)).Select(queue => SendAsync(message, queue, cancellation)));
        return id;
    }

    /// <inheritdoc/>
    public async Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var queue = _layout.QueueOf(options.Subscription);
        var retry = _retries.GetValueOrDefault(options.Subscription, _options.Retry);
        var presence = IsSeen ? new WorkerPresence(_options, options, new BrokerFacts("gcpubsub", PubSub.Description, 0, ""), new GcPubSubBroadcast(PubSub, options.Worker, _options.Notice)) : null;
        var consumer = new TaskConsumer(_options, options, retry, callback, _results, new GcPubSubTaskSender(this, _layout), presence, _fleet);
        var subscription = new GcPubSubSubscription(this, queue, consumer, options, _options);
        return await subscription.StartedAsync(subscription.StartAsync, cancellation);
    }

    /// <inheritdoc/>
    public async Task<BacklogState?> ReadBacklogAsync(string subscription, CancellationToken cancellation)
    {
        var name = SubscriptionOf(subscription);
        var state = Inspection is { } inspection && await inspection.ReadBacklogAsync(name, cancellation) is { } backlog
            ? await PubSubQueueLook.CountAsync(backlog with { Dead = await CountDeadAsync(inspection, subscription, cancellation) }, inspection, name, _options.Time.GetUtcNow(), cancellation)
            : BacklogState.Unknown;
        return state with { Results = _results is null ? null : await _results.CountAsync(cancellation) };
    }

    /// <summary>The dead letters of a queue; null where it has no place for them, or the broker tells nothing.</summary>
    private async Task<long?> CountDeadAsync(IBacklogInspection inspection, string queue, CancellationToken cancellation)
    {
        long? dead = null;
        foreach (var letters in _deadLetters.TryGetValue(queue, out var topic) ? _layout.BoundTo(topic) : [])
        {
            if (await inspection.ReadBacklogAsync(letters.Subscription, cancellation) is { } there)
            {
                dead = (dead ?? 0) + there.Waiting + there.Outstanding;
            }
        }

        return dead;
    }

    /// <inheritdoc/>
    public async Task TryWorkerAsync(string queue, CancellationToken cancellation)
    {
        var options = new SubscribeOptions { Subscription = _layout.QueueOf(queue).Subscription, Worker = "doctor", MaxInFlight = 1 };
        await using var stream = await PubSub.SubscribeAsync(options, static (_, _) => Task.FromResult(Verdict.Nack), cancellation);
        var refused = stream.Completion;
        await Task.WhenAny(refused, Task.Delay(s_stands, TimeProvider.System, cancellation));
        if (refused.IsCompleted)
        {
            await refused;
        }

        await stream.StopAsync(TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public Task TryPublishingAsync(CancellationToken cancellation) => PubSub.ProbeAsync(cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FleetDifference>> CompareAsync(Topology topology, CancellationToken cancellation) => CompareAsync(Asked(_layout.Add(topology).Queues), cancellation);

    /// <summary>The subscription of a queue that this transport made or knows.</summary>
    public string SubscriptionOf(string queue) => _layout.QueueOf(queue).Subscription;

    /// <summary>Kombu's subscription of a queue.</summary>
    public static string KombuNameOf(string queue) => KombuQueue.SubscriptionOf(queue);

    /// <summary>A sentence where Pub/Sub cannot have a queue of this name; null if it can.</summary>
    public static string? WhyNoQueue(string queue) => KombuQueue.Problem(queue);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_results is not null)
        {
            await _results.DisposeAsync();
        }

        await PubSub.DisposeAsync();
    }

    private List<SubscriptionSpec> Asked(IEnumerable<(SubscriptionSpec Spec, KombuQueue Queue)> queues) =>
        [.. queues.Select(q => KombuDefaults.SubscriptionOf(q.Queue, q.Spec, _options.Retries))];

    /// <summary>Where subscriptions that were there before are not as Kombu makes them.</summary>
    private async Task<IReadOnlyList<FleetDifference>> CompareAsync(List<SubscriptionSpec> asked, CancellationToken cancellation)
    {
        var differences = new List<FleetDifference>();
        foreach (var spec in _read is null ? [] : asked)
        {
            if (await _read!(spec.Name, cancellation) is { } there)
            {
                differences.AddRange(KombuDefaults.Differences(spec, there));
            }
        }

        return differences;
    }

    /// <summary>The queues of a queue's dead-letter topic; empty where it has none.</summary>
    internal IReadOnlyList<KombuQueue> DeadLettersOf(string queue) =>
        _deadLetters.TryGetValue(queue, out var topic) ? _layout.Route(topic, topic) : [];

    /// <summary>Publishes a message to a queue.</summary>
    /// <exception cref="LabException">Pub/Sub does not take it.</exception>
    internal Task SendAsync(CeleryMessage message, KombuQueue queue, CancellationToken cancellation) =>
        SendAsync(KombuEnvelope.Write(message, queue.Name), queue, cancellation);

    /// <summary>Publishes data to a queue.</summary>
    /// <exception cref="LabException">Pub/Sub does not take it.</exception>
    internal Task SendAsync(ReadOnlyMemory<byte> data, KombuQueue queue, CancellationToken cancellation) => PubSub.PublishAsync(
        queue.Topic, new LabTask(data, new Dictionary<string, string> { [KombuQueue.RoutingKeyAttribute] = queue.Name }), cancellation);
}

using System.Diagnostics;
using Google.Api.Gax;
using Google.Cloud.PubSub.V1.Concurrency;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Google.Cloud.PubSub.V1;

/// <summary>The publisher that talks to the service.</summary>
/// <remarks>
/// One lock guards the queues. A request takes its batch when it starts on the thread pool, not when it is scheduled. Messages that
/// a burst publishes in between travel with it.
/// </remarks>
public sealed partial class PublisherClientImpl : PublisherClient
{
    // Full batches that a client may have under way beside one that would otherwise still grow.
    private const int RequestsBeside = 3;

    private readonly Lock _lock = new();
    private readonly TaskScheduler _workers;
    private readonly TaskGroup _tasks;
    private readonly Countdown _unsent = new();
    private readonly CancellationTokenSource _hardStop = new();
    private readonly Stack<PublisherServiceApiClient> _idle;
    private readonly Stack<PublisherServiceApiClient> _beside;
    private readonly int _clients;
    private readonly Queue<KeyQueue> _line = new();
    private readonly KeyQueue _unordered = new("");
    private readonly Dictionary<string, KeyQueue> _ordered = [];
    private readonly Settings _settings;
    private readonly IScheduler _scheduler;
    private readonly BatchRules _rules;
    private readonly Func<Task>? _shutdown;
    private readonly ILogger _logger;
    private int _requests;
    private Task? _stopped;

    /// <summary>Creates a publisher on clients, each of which has a request under way at most, and a few more while batches are full.</summary>
    /// <param name="topicName">The topic that is published to.</param>
    /// <param name="clients">The clients, on different channels.</param>
    /// <param name="settings">Batching, ordering and the rest.</param>
    /// <param name="shutdown">Called after the last request; may be null.</param>
    public PublisherClientImpl(TopicName topicName, IEnumerable<PublisherServiceApiClient> clients, Settings settings, Func<Task>? shutdown)
        : this(topicName, clients, settings, shutdown, null)
    {
    }

    internal PublisherClientImpl(
        TopicName topicName, IEnumerable<PublisherServiceApiClient> clients, Settings settings, Func<Task>? shutdown, ILogger? logger,
        TaskScheduler? workers = null)
    {
        TopicName = GaxPreconditions.CheckNotNull(topicName, nameof(topicName));
        _idle = new Stack<PublisherServiceApiClient>(GaxPreconditions.CheckNotNull(clients, nameof(clients)));
        _clients = _idle.Count;
        _beside = new Stack<PublisherServiceApiClient>(Enumerable.Repeat(_idle, RequestsBeside).SelectMany(client => client));
        GaxPreconditions.CheckArgument(_idle.Count > 0, nameof(clients), "A publisher needs a client at least.");
        GaxPreconditions.CheckArgument(_idle.All(client => client is not null), nameof(clients), "One of the clients is null.");
        GaxPreconditions.CheckNotNull(settings, nameof(settings)).Validate();
        _settings = settings;
        _scheduler = settings.Scheduler ?? SystemScheduler.Instance;
        _rules = BatchRules.From(settings.BatchingSettings);
        _shutdown = shutdown;
        _logger = logger ?? NullLogger.Instance;
        _workers = workers ?? TaskScheduler.Default;
        _tasks = new TaskGroup(_workers);
    }

    /// <inheritdoc />
    public override TopicName TopicName { get; }

    /// <summary>Number of ordering keys with messages or an error.</summary>
    internal int KeyCount
    {
        get
        {
            lock (_lock)
            {
                return _ordered.Count;
            }
        }
    }

    /// <inheritdoc />
    public override Task<string> PublishAsync(PubsubMessage message)
    {
        GaxPreconditions.CheckNotNull(message, nameof(message));
        var key = message.OrderingKey;
        if (key.Length > 0 && !_settings.EnableMessageOrdering)
        {
            return Task.FromException<string>(new InvalidOperationException(
                $"The message has the ordering key '{key}', but ordering is not enabled. Set EnableMessageOrdering in the publisher's settings."));
        }

        var creating = PublisherTelemetry.StartCreating(TopicName, ref message);
        var size = message.CalculateSize();
        lock (_lock)
        {
            if (_stopped is not null)
            {
                return Refuse(creating, new InvalidOperationException("The publisher was shut down; it takes no more messages."));
            }

            var queue = QueueOf(key);
            if (queue.Failed)
            {
                return Refuse(creating, new OrderingKeyInErrorStateException(key));
            }

            if (queue.Open is { } full && full.Bytes + size > _rules.CloseBytes)
            {
                queue.Close();
            }

            var batch = queue.Open ??= new Batch(TopicName);
            var id = batch.Add(message, size, creating);
            _unsent.Add(1);
            if (batch.Count >= _rules.CloseCount || batch.Bytes >= _rules.CloseBytes)
            {
                queue.Close();
            }
            else if (batch.Count >= _rules.RipeCount)
            {
                batch.Ripe = true;
            }

            Dispatch(queue);
            StartTimer(queue, batch);
            return id;
        }
    }

    /// <inheritdoc />
    public override void ResumePublish(string orderingKey)
    {
        GaxPreconditions.CheckNotNullOrEmpty(orderingKey, nameof(orderingKey));
        lock (_lock)
        {
            if (_ordered.TryGetValue(orderingKey, out var queue) && queue.Failed)
            {
                _ordered.Remove(orderingKey);
            }
        }
    }

    /// <inheritdoc />
    public override Task ShutdownAsync(CancellationToken hardStopToken) => StopOnceAsync(null, hardStopToken);

    /// <inheritdoc />
    public override Task ShutdownAsync(TimeSpan timeout) => StopOnceAsync(timeout, CancellationToken.None);

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => new(ShutdownAsync(_settings.DisposeTimeout ?? DefaultDisposeTimeout));

    private static Task<string> Refuse(Activity? creating, Exception refusal)
    {
        PublisherTelemetry.Created(creating, null, refusal);
        return Task.FromException<string>(refusal);
    }

    private KeyQueue QueueOf(string key)
    {
        if (key.Length == 0)
        {
            return _unordered;
        }

        if (!_ordered.TryGetValue(key, out var queue))
        {
            queue = new KeyQueue(key);
            _ordered.Add(key, queue);
        }

        return queue;
    }

    // An open batch goes at once when no request is outstanding. Batches of keys go when a client is idle; keys do not delay each other.
    private bool OpenToo(KeyQueue queue) => _stopped is not null || (_rules.Eager && (queue.Ordered || _requests == 0));

    private void Dispatch(KeyQueue queue)
    {
        while (queue.Sendable(OpenToo(queue)) > 0)
        {
            if (_idle.TryPop(out var client))
            {
                queue.Scheduled++;
                var openToo = OpenToo(queue);
                _requests++;
                _tasks.Run(() => SendAsync(client, queue, openToo));
            }
            else if (queue.Full > 0 && _beside.TryPop(out client))
            {
                // A full batch does not grow, so waiting would gain nothing.
                queue.Scheduled++;
                _requests++;
                _tasks.Run(() => SendAsync(client, queue, openToo: false));
            }
            else
            {
                if (!queue.Waiting)
                {
                    queue.Waiting = true;
                    _line.Enqueue(queue);
                }

                return;
            }
        }
    }

    private void StartTimer(KeyQueue queue, Batch batch)
    {
        if (_rules.Delay is { } delay && queue.Open == batch && batch.Timer is null && !batch.Ripe && !(_rules.Eager && queue.OpenIsNext))
        {
            batch.Timer = new CancellationTokenSource();
            var token = batch.Timer.Token;
            _tasks.Run(() => RipenAsync(queue, batch, delay, token));
        }
    }

    private async Task RipenAsync(KeyQueue queue, Batch batch, TimeSpan delay, CancellationToken taken)
    {
        if (!await _scheduler.PassedAsync(delay, taken))
        {
            return;
        }

        lock (_lock)
        {
            if (queue.Open == batch)
            {
                if (_rules.Eager)
                {
                    batch.Ripe = true;
                }
                else
                {
                    queue.Close();
                }

                Dispatch(queue);
            }
        }
    }
}

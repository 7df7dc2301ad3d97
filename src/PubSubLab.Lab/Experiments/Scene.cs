using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>A topic, subscriptions and workers for one run, and the facts about what happened there.</summary>
public sealed class Scene : IAsyncDisposable
{
    /// <summary>Time for the last acknowledgements.</summary>
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly ExperimentContext _context;
    private readonly bool _hasFixedNames;
    private readonly Topology _topology;
    private readonly List<string> _snapshots = [];

    internal Scene(ExperimentContext context, string topic, IReadOnlyList<SubscriptionSpec> subscriptions, HandlerCatalog handlers, bool hasFixedNames = false)
    {
        (_context, _hasFixedNames) = (context, hasFixedNames);
        Topic = topic;
        var specs = subscriptions.Select(s => s with
        {
            Topic = s.Topic.Length == 0 ? topic : NameOf(s.Topic),
            Name = NameOf(s.Name),
            DeadLetterTopic = s.DeadLetterTopic is { } letters ? NameOf(letters) : null,
        }).ToList();
        var topics = specs.Select(s => s.Topic).Concat(specs.Select(s => s.DeadLetterTopic).OfType<string>()).Prepend(topic).Distinct();
        _topology = new Topology([.. topics], specs) { Temporary = true };
        Facts = context.Journal.Attach(new SceneFacts(topic, _topology.Topics, _topology.Subscriptions.Select(s => s.Name), context.Captions));
        Publisher = new Publisher(context.Transport, context.Journal, topic);
        Workers = new WorkerPool(context.Transport, context.Journal, handlers, _topology.Subscriptions[0].Name);
    }

    // Only an experiment that found the capability asks for it.
    private IReplay Replay => (IReplay)_context.Transport;

    /// <summary>The scene's topic.</summary>
    public string Topic { get; }

    /// <summary>Its topics and subscriptions, by their names in the run.</summary>
    internal Topology Topology => _topology;

    /// <summary>Publishes to the scene's topic.</summary>
    public Publisher Publisher { get; }

    /// <summary>The scene's workers: the experiment's own and those a person spawned.</summary>
    internal WorkerPool Workers { get; }

    /// <summary>Facts about the scene's topic and subscriptions.</summary>
    public SceneFacts Facts { get; }

    /// <summary>The name, in this scene, of the subscription, or of the further topic, with that purpose.</summary>
    public string NameOf(string purpose) => _hasFixedNames ? purpose : $"{Topic}-{purpose}";

    /// <summary>Spawns a worker on the scene's first subscription, or on the one that the spec names by its purpose.</summary>
    public Task<Worker> SpawnAsync(WorkerSpec spec, CancellationToken cancellation) => Workers.SpawnAsync(
        spec with { Name = _context.NextWorkerName(), Subscription = spec.Subscription is { } purpose ? NameOf(purpose) : null }, cancellation);

    /// <summary>Spawns one more worker that the experiment does not know of.</summary>
    /// <param name="spec">The worker's specification; its subscription is a name of this scene.</param>
    /// <param name="cancellation">Gives up.</param>
    internal Task<Worker> JoinAsync(WorkerSpec spec, CancellationToken cancellation) =>
        Workers.SpawnAsync(spec with { Name = _context.NextWorkerName() }, cancellation);

    /// <summary>Makes a snapshot, which goes with the scene.</summary>
    /// <param name="purpose">The snapshot's purpose.</param>
    /// <param name="subscription">The subscription's purpose.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task SnapshotAsync(string purpose, string subscription, CancellationToken cancellation)
    {
        // Before it is made: it may be there when the answer is lost.
        _snapshots.Add(NameOf(purpose));
        await Replay.SnapshotAsync(NameOf(purpose), NameOf(subscription), cancellation);
    }

    /// <summary>Moves a subscription to a snapshot; both are named by their purposes.</summary>
    public Task SeekAsync(string subscription, string snapshot, CancellationToken cancellation) => Replay.SeekAsync(NameOf(subscription), NameOf(snapshot), cancellation);

    /// <summary>Moves a subscription, named by its purpose, to a time.</summary>
    public Task SeekAsync(string subscription, DateTimeOffset time, CancellationToken cancellation) => Replay.SeekAsync(NameOf(subscription), time, cancellation);

    /// <summary>Waits until the facts satisfy the condition.</summary>
    /// <returns>False where <paramref name="limit"/> passed first.</returns>
    public async Task<bool> WaitUntilAsync(Func<SceneFacts, bool> condition, TimeSpan limit, CancellationToken cancellation)
    {
        var deadline = _context.Journal.Now + limit;
        while (true)
        {
            var changed = Facts.Changed;
            if (condition(Facts))
            {
                return true;
            }

            var left = deadline - _context.Journal.Now;
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            await WaitAsync(changed, left, cancellation);
        }
    }

    /// <summary>Waits until something happens in the scene.</summary>
    /// <returns>False where <paramref name="limit"/> passed first.</returns>
    internal async Task<bool> HappensAsync(TimeSpan limit, CancellationToken cancellation)
    {
        // Before the wait's end: an event between the two is seen then.
        var seen = Facts.Seen;
        var changed = Facts.Changed;
        await WaitAsync(changed, limit, cancellation);
        return Facts.Seen != seen;
    }

    // Not Task.WaitAsync: that comes back by way of the thread pool, and on a clock that is moved by hand time would have moved on meanwhile.
    private async Task WaitAsync(TaskCompletionSource changed, TimeSpan limit, CancellationToken cancellation)
    {
        await using var timer = _context.Journal.Time.CreateTimer(static c => ((TaskCompletionSource)c!).TrySetResult(), changed, limit, Timeout.InfiniteTimeSpan);
        await using var registration = cancellation.Register(static c => ((TaskCompletionSource)c!).TrySetResult(), changed);
        await changed.Task;
        cancellation.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _context.Steering.Closed(this);
        _context.Journal.Detach(Facts);
        await EndWorkersAsync();

        // Not cancelled with the run: what was made is removed also after Ctrl+C, but a broker that is gone cannot hold up the end.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), _context.Journal.Time);
        try
        {
            foreach (var snapshot in _snapshots)
            {
                await Replay.RemoveSnapshotAsync(snapshot, limit.Token);
            }

            await _context.Transport.RemoveAsync(_topology, limit.Token);
        }
        catch (Exception e) when (e is LabException or OperationCanceledException)
        {
            _context.Say($"Could not remove topic {Topic} and its subscriptions: {e.Message}");
        }
    }

    /// <summary>Ends the workers; idle ones in good order, because their last acknowledgement may still be on its way to the broker.</summary>
    private async Task EndWorkersAsync()
    {
        var idle = Workers.Workers.Where(w => w.ReadStatus().IsAlive && _context.Journal.Spans.InHandOf(w.Name).Count == 0);
        var stopping = Task.WhenAll(idle.Select(w => w.StopAsync(s_farewell)));
        if (!stopping.IsCompleted)
        {
            using var over = new CancellationTokenSource();
            await Task.WhenAny(stopping, Task.Delay(s_farewell, _context.Journal.Time, over.Token));
#pragma warning disable CA1849, MA0042 // On one thread too: CancelAsync would leave it.
            over.Cancel();
#pragma warning restore CA1849, MA0042
        }

        await Workers.DisposeAsync();
        await stopping;
    }

    internal async Task StartAsync(CancellationToken cancellation)
    {
        await _context.Transport.EnsureAsync(_topology, cancellation);
        _context.Steering.Opened(this);
    }
}

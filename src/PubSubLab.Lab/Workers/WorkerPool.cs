using PubSubLab.Handlers;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Workers;

/// <summary>The lab's workers: spawn, stop, kill, respawn, and switch what they do. Safe to use from any thread.</summary>
public sealed class WorkerPool : IAsyncDisposable
{
    /// <summary>Time that a stopping worker has for its outstanding messages. Default: 30 s.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly ITransport _transport;
    private readonly LabJournal _journal;
    private volatile string _defaultSubscription;
    private readonly List<Worker> _workers = [];
    private int _lastNumber;
    private IReadOnlyList<WorkerSpec>? _atClose;
    private bool _closed;

    /// <summary>An empty pool.</summary>
    public WorkerPool(ITransport transport, LabJournal journal, HandlerCatalog handlers, string defaultSubscription)
    {
        _transport = transport;
        _journal = journal;
        Handlers = handlers;
        _defaultSubscription = defaultSubscription;
    }

    /// <summary>The handlers that workers can have.</summary>
    public HandlerCatalog Handlers { get; }

    /// <summary>The subscription of workers that are spawned without naming one; those that run stay where they are.</summary>
    public string DefaultSubscription
    {
        get => _defaultSubscription;
        set => _defaultSubscription = value;
    }

    /// <summary>The workers of the last run on a data directory.</summary>
    public EarlierWorkers Earlier { get; } = new();

    /// <summary>Every worker that was spawned and not cleared, in the order of spawning.</summary>
    public IReadOnlyList<Worker> Workers
    {
        get
        {
            lock (_gate)
            {
                return [.. _workers];
            }
        }
    }

    /// <summary>Every worker as a screen shows it.</summary>
    public IReadOnlyList<WorkerStatus> ReadStatus() => [.. Workers.Select(w => w.ReadStatus())];

    /// <summary>The workers that the next run on a data directory can have again: those alive, or alive at the end, and those of <see cref="Earlier"/>.</summary>
    internal IReadOnlyList<WorkerSpec> ReadToKeep()
    {
        lock (_gate)
        {
            return _atClose ?? [.. Earlier.Read(), .. _workers.Where(w => w.ReadStatus().IsAlive).Select(w => w.Spec with { Name = w.Name, Subscription = w.Subscription })];
        }
    }

    /// <summary>The worker of that name.</summary>
    /// <exception cref="LabException">There is none.</exception>
    public Worker Get(string name) =>
        Workers.FirstOrDefault(w => w.Name == name) ?? throw new LabException($"There is no worker '{name}' here.");

    /// <summary>Starts a worker; it takes messages when this completes.</summary>
    /// <exception cref="LabException">No such handler, the name is taken, or the broker refused.</exception>
    public async Task<Worker> SpawnAsync(WorkerSpec spec, CancellationToken cancellation = default)
    {
        if (spec.MaxInFlight < 1)
        {
            throw new LabException($"A worker's outstanding limit must be at least 1; {spec.MaxInFlight} is too small.");
        }

        var handler = await Handlers.CreateAsync(spec.Handler, cancellation);
        Worker worker;
        lock (_gate)
        {
            ThrowIfClosed();
            var name = spec.Name ?? NextName();
            if (_workers.Any(w => w.Name == name && w.ReadStatus().IsAlive))
            {
                throw new LabException($"A worker named '{name}' is already running. Choose another name, or kill that one first.");
            }

            _workers.RemoveAll(w => w.Name == name);
            worker = new Worker(name, spec.Subscription ?? _defaultSubscription, spec, handler, Handlers, _journal);
            _workers.Add(worker);
        }

        await worker.StartAsync(_transport, cancellation);
        try
        {
            lock (_gate)
            {
                ThrowIfClosed();
            }
        }
        catch (LabException)
        {
            // The pool was disposed meanwhile, and did not know of a stream yet.
            await worker.DisposeAsync();
            throw;
        }

        return worker;
    }

    /// <summary>Starts a new worker like one that ended, under a new name.</summary>
    public Task<Worker> RespawnAsync(string name, CancellationToken cancellation = default) =>
        SpawnAsync(Get(name).Spec with { Name = null }, cancellation);

    /// <summary>Starts the workers of a subscription that failed again, under their names.</summary>
    /// <returns>Their names.</returns>
    public async Task<IReadOnlyList<string>> RespawnFailedAsync(string subscription, CancellationToken cancellation)
    {
        var failed = Workers.Where(w => w.State == WorkerState.Failed && w.Subscription == subscription).ToList();
        foreach (var worker in failed)
        {
            await SpawnAsync(worker.Spec with { Name = worker.Name }, cancellation);
            await worker.DisposeAsync();
        }

        return [.. failed.Select(w => w.Name)];
    }

    /// <summary>Kills a worker as a crash would; returns at once.</summary>
    public void Kill(string name) => Get(name).Kill();

    /// <summary>Stops a worker in good order.</summary>
    public Task StopAsync(string name, TimeSpan? timeout = null) => Get(name).StopAsync(timeout ?? StopTimeout);

    /// <summary>Gives one worker, or with null every running one, another handler.</summary>
    /// <exception cref="LabException">There is no such worker or handler.</exception>
    public async Task SwitchHandlerAsync(string handler, string? worker = null, CancellationToken cancellation = default)
    {
        foreach (var one in worker is null ? Workers.Where(w => w.State is WorkerState.Running or WorkerState.Starting) : [Get(worker)])
        {
            one.SwitchHandler(await Handlers.CreateAsync(handler, cancellation));
        }
    }

    /// <summary>Gives one worker a handler with options of its own.</summary>
    public void SwitchHandler(BaseHandler handler, string worker) => Get(worker).SwitchHandler(WorkerHandler.Of(handler));

    /// <summary>Takes the workers that ended, in this run or the last one, out of the list; the journal keeps what they did.</summary>
    public async Task ClearEndedAsync()
    {
        List<Worker> ended;
        lock (_gate)
        {
            ended = _workers.FindAll(w => !w.ReadStatus().IsAlive);
            _workers.RemoveAll(ended.Contains);
        }

        Earlier.Forget();
        foreach (var worker in ended)
        {
            await worker.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<Worker> workers;
        lock (_gate)
        {
            _atClose ??= ReadToKeep();
            _closed = true;
            workers = [.. _workers];
        }

        foreach (var worker in workers)
        {
            worker.End();
        }

        await Task.WhenAll(workers.Select(w => w.DisposeAsync().AsTask()));
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new LabException("These workers are gone: their experiment has ended.");
        }
    }

    private string NextName()
    {
        string name;
        do
        {
            name = $"w{++_lastNumber}";
        }
        while (_workers.Any(w => w.Name == name));

        return name;
    }
}

using PubSubLab.Handlers;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Tui.Tests.Support;

/// <summary>A broker that delivers nothing by itself: what happens to messages is written into the journal by the test.</summary>
internal sealed class ScriptedTransport : ITransport
{
    private readonly Lock _gate = new();

    /// <summary>Held while the lists are written.</summary>
    public Lock Gate => _gate;
    private int _lastId;

    public string Description { get; init; } = "embedded :8085";

    public bool IsCloud { get; init; }

    /// <summary>Error of publishing; null for success.</summary>
    public LabException? Refusal { get; set; }

    /// <summary>A task that publishing waits for; null if it is answered at once.</summary>
    public TaskCompletionSource? Answer { get; set; }

    /// <summary>The published messages.</summary>
    public List<(string Topic, LabTask Task)> Published { get; } = [];

    /// <summary>The sessions that were opened, by worker.</summary>
    public Dictionary<string, Session> Sessions { get; } = [];

    public Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation) =>
        Task.FromResult(new TransportCapabilities { Filters = true });

    /// <summary>The existing topologies.</summary>
    public List<Topology> Made { get; } = [];

    public Task EnsureAsync(Topology topology, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Made.Add(topology);
        }

        return Task.CompletedTask;
    }

    public Task RemoveAsync(Topology topology, CancellationToken cancellation)
    {
        lock (_gate)
        {
            // Another object that says the same is the same topology.
            Made.RemoveAll(m => m.Subscriptions.Select(s => s.Name).SequenceEqual(topology.Subscriptions.Select(s => s.Name)));
        }

        return Task.CompletedTask;
    }

    public Task ProbeAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task<string> PublishAsync(string topic, LabTask task, CancellationToken cancellation)
    {
        await (Answer?.Task ?? Task.CompletedTask);
        if (Refusal is not null)
        {
            throw Refusal;
        }

        lock (_gate)
        {
            Published.Add((topic, task));
            return $"id-{++_lastId}";
        }
    }

    /// <summary>A task that subscribing waits for; null if it is answered at once.</summary>
    public TaskCompletionSource? Opening { get; set; }

    public async Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation)
    {
        await (Opening?.Task ?? Task.CompletedTask);
        lock (_gate)
        {
            return Sessions[options.Worker] = new Session(callback);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal sealed class Session(DeliveryCallback callback) : ITransportSubscription
    {
        private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Completion => _completion.Task;

        public bool Stopped { get; private set; }

        public Task<Verdict> DeliverAsync(string id, LabTask task) => callback(new Delivery(id, task, 0, null), CancellationToken.None);

        public Task StopAsync(TimeSpan timeout)
        {
            Stopped = true;
            _completion.TrySetResult();
            return Task.CompletedTask;
        }

        public void Sever() => _completion.TrySetResult();

        public ValueTask DisposeAsync()
        {
            Sever();
            return ValueTask.CompletedTask;
        }
    }
}

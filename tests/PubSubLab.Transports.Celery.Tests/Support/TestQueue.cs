using System.Collections.Concurrent;
using PubSubLab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>A queue of its own on a backend, and a transport of the lab on it.</summary>
internal sealed class TestQueue : IAsyncDisposable
{
    private readonly List<ITransportSubscription> _subscriptions = [];

    private TestQueue(TestBackend backend, ITransport transport, Topology topology, ConcurrentQueue<string> notices)
    {
        Backend = backend;
        Transport = transport;
        Topology = topology;
        Notices = notices;
    }

    public TestBackend Backend { get; }

    public ITransport Transport { get; }

    public Topology Topology { get; }

    /// <summary>The transport's messages.</summary>
    public ConcurrentQueue<string> Notices { get; }

    /// <summary>Everything that was delivered, in order.</summary>
    public ConcurrentQueue<Delivery> Delivered { get; } = new();

    public string Topic => Topology.Topics[0];

    public string Name => Topology.Subscriptions[0].Name;

    public static async Task<TestQueue> OpenAsync(TestBackend backend, CeleryOptions? options = null, Func<SubscriptionSpec, SubscriptionSpec>? change = null, string? name = null)
    {
        name ??= $"q-{Guid.NewGuid().ToString("N")[..8]}";
        var notices = new ConcurrentQueue<string>();
        var transport = backend.Open((options ?? new CeleryOptions()) with { Notice = notices.Enqueue });
        var spec = new SubscriptionSpec(name, $"{name}-topic");
        var topology = new Topology([spec.Topic], [change?.Invoke(spec) ?? spec]);
        await transport.EnsureAsync(topology, TestContext.Current.CancellationToken);
        return new TestQueue(backend, transport, topology, notices);
    }

    /// <summary>Starts a worker; without a callback it acknowledges everything.</summary>
    public async Task<ITransportSubscription> SubscribeAsync(
        Func<Delivery, CancellationToken, Task<Verdict>>? callback = null, string worker = "w1", TimeSpan? ackDeadline = null, int maxInFlight = 1_000, string? queue = null,
        Action? stopAsked = null)
    {
        var deadline = ackDeadline ?? TimeSpan.FromSeconds(2);
        var subscription = await Transport.SubscribeAsync(
            new SubscribeOptions
            {
                Subscription = queue ?? Name, Worker = worker, MaxInFlight = maxInFlight,
                AckDeadline = deadline > Backend.ShortestDeadline ? deadline : Backend.ShortestDeadline,
                OnStopAsked = stopAsked ?? (static () => { }),
            },
            async (delivery, cancellation) =>
            {
                Delivered.Enqueue(delivery);
                return callback is null ? Verdict.Ack : await callback(delivery, cancellation);
            },
            TestContext.Current.CancellationToken);
        _subscriptions.Add(subscription);
        return subscription;
    }

    /// <summary>Publishes a task.</summary>
    public Task<string> PublishAsync(string json = """{"task_id":"1123"}""", params (string Name, string Value)[] attributes) => Transport.PublishAsync(
        Topic, new LabTask(System.Text.Encoding.UTF8.GetBytes(json), attributes.ToDictionary(a => a.Name, a => a.Value)), TestContext.Current.CancellationToken);

    /// <summary>Waits until so many deliveries were made.</summary>
    public Task DeliversAsync(int count) => Eventually.HoldsAsync(() => Delivered.Count >= count, $"{Delivered.Count} of {count} were delivered; {string.Join(" ", Notices)}");

    /// <summary>Waits until the transport said something.</summary>
    public Task SaysAsync(string what) =>
        Eventually.HoldsAsync(() => Notices.Any(n => n.Contains(what, StringComparison.Ordinal)), $"never said '{what}', but: {string.Join(" ", Notices)}");

    /// <summary>Stops all workers in good order.</summary>
    public Task StopAsync() => Task.WhenAll(_subscriptions.Select(s => s.StopAsync(TimeSpan.FromSeconds(30)))).EndsAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var subscription in _subscriptions)
        {
            await subscription.DisposeAsync();
        }

        await Transport.RemoveAsync(Topology, CancellationToken.None);
        await Transport.DisposeAsync();
    }
}

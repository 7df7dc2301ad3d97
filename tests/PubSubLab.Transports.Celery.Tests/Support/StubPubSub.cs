using PubSubLab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>A Pub/Sub that a test plays: it delivers what the test says, and keeps what it was asked.</summary>
internal sealed class StubPubSub : ITransport
{
    public List<StubStream> Streams { get; } = [];

    public List<(string Topic, LabTask Task)> Published { get; } = [];

    public Topology? Asked { get; private set; }

    /// <summary>The refusal of every publish; null to take them.</summary>
    public Exception? Refusal { get; set; }

    public string Description => "stub";

    public Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation) => Task.FromResult(new TransportCapabilities { Filters = true });

    public Task EnsureAsync(Topology topology, CancellationToken cancellation)
    {
        Asked = topology;
        return Task.CompletedTask;
    }

    public Task RemoveAsync(Topology topology, CancellationToken cancellation) => Task.CompletedTask;

    public Task ProbeAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<string> PublishAsync(string topic, LabTask task, CancellationToken cancellation)
    {
        if (Refusal is { } refusal)
        {
            return Task.FromException<string>(refusal);
        }

        lock (Published)
        {
            Published.Add((topic, task));
            return Task.FromResult($"m{Published.Count}");
        }
    }

    public Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation)
    {
        var stream = new StubStream(options, callback);
        lock (Streams)
        {
            Streams.Add(stream);
        }

        return Task.FromResult<ITransportSubscription>(stream);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

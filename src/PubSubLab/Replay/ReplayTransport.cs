using PubSubLab.Lab;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Replay;

/// <summary>No broker: a recording is looked at.</summary>
internal sealed class ReplayTransport(string file) : ITransport
{
    /// <inheritdoc/>
    public string Description => $"recording {Path.GetFileName(file)}";

    /// <inheritdoc/>
    public Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation) => Task.FromResult(new TransportCapabilities { Filters = false });

    /// <inheritdoc/>
    public Task EnsureAsync(Topology topology, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task RemoveAsync(Topology topology, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<string> PublishAsync(string topic, LabTask task, CancellationToken cancellation) => Task.FromException<string>(Refusal("published"));

    /// <inheritdoc/>
    public Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation) =>
        Task.FromException<ITransportSubscription>(Refusal("worked on"));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static LabException Refusal(string what) => new($"This is a recording; nothing can be {what} in it. Open the lab without --replay.");
}

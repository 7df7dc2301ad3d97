using PubSubLab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Replay;

/// <summary>No broker: a recording is looked at.</summary>
/// <param name="description">Where the header says that the lab is connected to.</param>
public sealed class ReplayTransport(string description) : ITransport
{
    /// <inheritdoc/>
    public string Description => description;

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

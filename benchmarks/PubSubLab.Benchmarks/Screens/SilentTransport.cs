using PubSubLab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Benchmarks.Screens;

/// <summary>No broker: what happens is told to the journal by <see cref="EventTraffic"/>.</summary>
internal sealed class SilentTransport : ITransport
{
    public string Description => "benchmark";

    public Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation) => Task.FromResult(new TransportCapabilities { Filters = false });

    public Task EnsureAsync(Topology topology, CancellationToken cancellation) => Task.CompletedTask;

    public Task RemoveAsync(Topology topology, CancellationToken cancellation) => Task.CompletedTask;

    public Task ProbeAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<string> PublishAsync(string topic, LabTask task, CancellationToken cancellation) => Task.FromException<string>(new NotSupportedException());

    public Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation) =>
        Task.FromResult<ITransportSubscription>(new SilentSubscription());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class SilentSubscription : ITransportSubscription
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Completion => _ended.Task;

        public Task StopAsync(TimeSpan timeout)
        {
            Sever();
            return Task.CompletedTask;
        }

        public void Sever() => _ended.TrySetResult();

        public ValueTask DisposeAsync()
        {
            Sever();
            return ValueTask.CompletedTask;
        }
    }
}

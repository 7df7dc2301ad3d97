using PubSubLab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Opening;

/// <summary>
/// The transport of a backend that is being opened: what is asked of it waits until it is, and then goes to the real one. A publish waits for
/// the first topology too: a message that comes before its subscription reaches nobody.
/// </summary>
/// <param name="description">The header's text while it opens.</param>
/// <param name="opening">The real one, which is an <see cref="IBulkTransport"/> and an <see cref="IReplay"/> as well.</param>
internal sealed class OpeningTransport(string description, Task<ITransport> opening) : ITransport, IBulkTransport, IReplay
{
    private readonly TaskCompletionSource _ensured = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ITransport? _opened;

    /// <inheritdoc/>
    public string Description => _opened?.Description ?? description;

    /// <inheritdoc/>
    public bool IsCloud => _opened?.IsCloud ?? false;

    /// <inheritdoc/>
    public async Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation) =>
        await (await OpenAsync(cancellation)).GetCapabilitiesAsync(cancellation);

    /// <inheritdoc/>
    public async Task EnsureAsync(Topology topology, CancellationToken cancellation)
    {
        try
        {
            await (await OpenAsync(cancellation)).EnsureAsync(topology, cancellation);
        }
        finally
        {
            _ensured.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(Topology topology, CancellationToken cancellation) => await (await OpenAsync(cancellation)).RemoveAsync(topology, cancellation);

    /// <inheritdoc/>
    public async Task ProbeAsync(CancellationToken cancellation) => await (await OpenAsync(cancellation)).ProbeAsync(cancellation);

    /// <inheritdoc/>
    public Task<string> PublishAsync(string topic, LabTask task, CancellationToken cancellation) =>
        _ensured.Task.IsCompleted && _opened is { } opened ? opened.PublishAsync(topic, task, cancellation) : PublishOnceOpenAsync(topic, task, cancellation);

    /// <inheritdoc/>
    public async Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation) =>
        await (await OpenAsync(cancellation)).SubscribeAsync(options, callback, cancellation);

    /// <inheritdoc/>
    public async Task CreateTopicsAsync(IEnumerable<string> topics, CancellationToken cancellation) =>
        await (await OpenBulkAsync(cancellation)).CreateTopicsAsync(topics, cancellation);

    /// <inheritdoc/>
    public async Task CreateSubscriptionsAsync(IEnumerable<SubscriptionSpec> subscriptions, Action made, CancellationToken cancellation) =>
        await (await OpenBulkAsync(cancellation)).CreateSubscriptionsAsync(subscriptions, made, cancellation);

    /// <inheritdoc/>
    public async Task RemoveManyAsync(IEnumerable<string> subscriptions, IEnumerable<string> topics, CancellationToken cancellation) =>
        await (await OpenBulkAsync(cancellation)).RemoveManyAsync(subscriptions, topics, cancellation);

    /// <inheritdoc/>
    public async Task PublishManyAsync(string topic, IReadOnlyList<LabTask> tasks, CancellationToken cancellation) =>
        await (await OpenBulkAsync(cancellation)).PublishManyAsync(topic, tasks, cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PulledDelivery>> PullAsync(string subscription, int most, CancellationToken cancellation) =>
        await (await OpenBulkAsync(cancellation)).PullAsync(subscription, most, cancellation);

    /// <inheritdoc/>
    public async Task AnswerAsync(
        string subscription, IReadOnlyList<PulledDelivery> ack, IReadOnlyList<PulledDelivery> nack, CancellationToken cancellation) =>
        await (await OpenBulkAsync(cancellation)).AnswerAsync(subscription, ack, nack, cancellation);

    /// <inheritdoc/>
    public async Task SnapshotAsync(string snapshot, string subscription, CancellationToken cancellation) =>
        await (await OpenReplayAsync(cancellation)).SnapshotAsync(snapshot, subscription, cancellation);

    /// <inheritdoc/>
    public async Task RemoveSnapshotAsync(string snapshot, CancellationToken cancellation) =>
        await (await OpenReplayAsync(cancellation)).RemoveSnapshotAsync(snapshot, cancellation);

    /// <inheritdoc/>
    public async Task SeekAsync(string subscription, string snapshot, CancellationToken cancellation) =>
        await (await OpenReplayAsync(cancellation)).SeekAsync(subscription, snapshot, cancellation);

    /// <inheritdoc/>
    public async Task SeekAsync(string subscription, DateTimeOffset time, CancellationToken cancellation) =>
        await (await OpenReplayAsync(cancellation)).SeekAsync(subscription, time, cancellation);

    /// <summary>Disposes the real transport if it is open; otherwise its opener does.</summary>
    public ValueTask DisposeAsync() => _opened?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<string> PublishOnceOpenAsync(string topic, LabTask task, CancellationToken cancellation)
    {
        var opened = await OpenAsync(cancellation);
        await _ensured.Task.WaitAsync(cancellation);
        return await opened.PublishAsync(topic, task, cancellation);
    }

    private async Task<IBulkTransport> OpenBulkAsync(CancellationToken cancellation) => (IBulkTransport)await OpenAsync(cancellation);

    private async Task<IReplay> OpenReplayAsync(CancellationToken cancellation) => (IReplay)await OpenAsync(cancellation);

    private async ValueTask<ITransport> OpenAsync(CancellationToken cancellation) => _opened ??= await opening.WaitAsync(cancellation);
}

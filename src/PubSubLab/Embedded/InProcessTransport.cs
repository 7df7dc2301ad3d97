using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Emulator.InProcess;
using PubSubLab.Emulator.Topics;
using PubSubLab.Handlers;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Embedded;

/// <summary>
/// The lab's seam over the emulator's engine without sockets, on the caller's thread: for pictures and runs that come out the
/// same each time. Rules are the engine's own, so they are the same as over the wire.
/// </summary>
internal sealed class InProcessTransport(InProcessEmulator emulator, string project, string tag, TimeProvider time) : ITransport, IReplay
{
    private readonly SortedSet<string> _topics = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SubscriptionSpec> _subscriptions = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Description { get; init; } = "embedded";

    /// <inheritdoc/>
    public Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation) => Task.FromResult(new TransportCapabilities
    {
        Filters = true, Ordering = true, DeadLetter = true, DeadLetterCount = TransportCapabilities.PubSubDeadLetterCount, ExactlyOnce = true, DelayedRetry = true, BrokerEvents = true, Replay = true, Push = true, Transforms = true,
    });

    /// <summary>The time that a nack takes on its way. Default: none.</summary>
    public TimeSpan NackTakes { get; init; }

    /// <summary>Topics and subscriptions that were made through it.</summary>
    public TopologyListing List() => new([.. _topics], [.. _subscriptions.Values])
    {
        Transforms = _topics.Select(static t => (Name: t, IsTopic: true)).Concat(_subscriptions.Keys.Select(static s => (Name: s, IsTopic: false)))
            .Select(of => (of, Active: Transforms.Of(of.Name, of.IsTopic).Count(static t => !t.Disabled))).Where(static x => x.Active > 0)
            .ToDictionary(static x => x.of, static x => x.Active),
    };

    /// <summary>Reads and changes message transforms.</summary>
    public InProcessTransforms Transforms { get; } = new(emulator, project);

    /// <inheritdoc/>
    public Task EnsureAsync(Topology topology, CancellationToken cancellation)
    {
        foreach (var topic in topology.Topics)
        {
            Do(() => emulator.CreateTopic(TopicName.FromProjectTopic(project, topic).ToString()), StatusCode.AlreadyExists);
            _topics.Add(topic);
        }

        foreach (var spec in topology.Subscriptions)
        {
            Do(() => emulator.CreateSubscription(SubscriptionRequest.Of(spec, project)), StatusCode.AlreadyExists);
            _subscriptions.TryAdd(spec.Name, spec);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(Topology topology, CancellationToken cancellation)
    {
        foreach (var spec in topology.Subscriptions)
        {
            Do(() => emulator.DeleteSubscription(NameOf(spec.Name)), StatusCode.NotFound);
            _subscriptions.Remove(spec.Name);
        }

        foreach (var topic in topology.Topics)
        {
            Do(() => emulator.DeleteTopic(TopicName.FromProjectTopic(project, topic).ToString()), StatusCode.NotFound);
            _topics.Remove(topic);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<string> PublishAsync(string topic, LabTask task, CancellationToken cancellation)
    {
        var message = new PubsubMessage { Data = ByteString.CopyFrom(task.Data.Span), OrderingKey = task.OrderingKey };
        foreach (var (key, value) in task.Attributes)
        {
            message.Attributes.Add(key, value);
        }

        try
        {
            return await InProcessRetry.RunAsync(() => emulator.PublishAsync(TopicName.FromProjectTopic(project, topic).ToString(), message), time, cancellation);
        }
        catch (RpcException e)
        {
            throw new LabException(e.Status.Detail, e);
        }
    }

    /// <inheritdoc/>
    public async Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation)
    {
        var peer = new Emulator.EmulatorPeer("in process", "", "pubsublab", WorkerHeader.ValueOf(tag, options.Worker), options.MaxInFlight, 0);
        InProcessStream Open() => emulator.Open(NameOf(options.Subscription), peer, options.AckDeadline);
        try
        {
            var stream = await InProcessRetry.RunAsync(Open, time, cancellation);
            return new InProcessSubscription(stream, Open, options.AckDeadline, callback, time) { NackTakes = NackTakes };
        }
        catch (RpcException e)
        {
            throw new LabException(e.Status.Detail, e);
        }
    }

    /// <inheritdoc/>
    public Task SnapshotAsync(string snapshot, string subscription, CancellationToken cancellation)
    {
        Do(() => emulator.CreateSnapshot(SnapshotOf(snapshot), NameOf(subscription)), null);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RemoveSnapshotAsync(string snapshot, CancellationToken cancellation)
    {
        Do(() => emulator.DeleteSnapshot(SnapshotOf(snapshot)), StatusCode.NotFound);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SeekAsync(string subscription, string snapshot, CancellationToken cancellation) =>
        SeekAsync(() => emulator.SeekAsync(NameOf(subscription), SnapshotOf(snapshot)));

    /// <inheritdoc/>
    public Task SeekAsync(string subscription, DateTimeOffset time, CancellationToken cancellation) =>
        SeekAsync(() => emulator.SeekAsync(NameOf(subscription), time));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task SeekAsync(Func<Task> seek)
    {
        try
        {
            await seek();
        }
        catch (RpcException e)
        {
            throw new LabException(e.Status.Detail, e);
        }
    }

    private static void Do(Action deed, StatusCode? harmless)
    {
        try
        {
            deed();
        }
        catch (RpcException e) when (e.StatusCode == harmless)
        {
            // It is as it was asked for already.
        }
        catch (RpcException e)
        {
            throw new LabException(e.Status.Detail, e);
        }
    }

    private string NameOf(string subscription) => SubscriptionName.FromProjectSubscription(project, subscription).ToString();

    private string SnapshotOf(string snapshot) => SnapshotName.FromProjectSnapshot(project, snapshot).ToString();
}

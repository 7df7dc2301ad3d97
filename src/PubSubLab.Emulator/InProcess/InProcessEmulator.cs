using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Services;
using PubSubLab.Emulator.Topics;
using Subscription = Google.Cloud.PubSub.V1.Subscription;

namespace PubSubLab.Emulator.InProcess;

/// <summary>
/// The emulator without a socket: the same engine and the same checks, called directly. On a clock that is moved by hand everything
/// happens on the caller's thread, so that a run comes out the same each time.
/// </summary>
/// <remarks>What is refused throws <see cref="Grpc.Core.RpcException"/> with the code that the service gives.</remarks>
internal sealed class InProcessEmulator : IAsyncDisposable
{
    private readonly Broker _broker;
    private readonly RawPublisher _publisher;

    /// <summary>An empty emulator. Host, port and REST of the options have no meaning here.</summary>
    public InProcessEmulator(PubSubEmulatorOptions options)
    {
        _broker = new Broker(options, holdsCallers: true);
        _publisher = new RawPublisher(_broker);
        Inspection = new EmulatorInspection(_broker);
        Faults = new EmulatorFaults(_broker);
    }

    /// <summary>The engine, for what is not a call of the API.</summary>
    public Broker Broker => _broker;

    /// <summary>Looks into its subscriptions.</summary>
    public EmulatorInspection Inspection { get; }

    /// <summary>Faults of messages.</summary>
    public EmulatorMessageFaults MessageFaults => _broker.MessageFaults;

    /// <summary>Calls that fail, and streams that break: <c>Publish</c>, <c>StreamingPull</c>, <c>Acknowledge</c> and <c>ModifyAckDeadline</c>.</summary>
    public EmulatorFaults Faults { get; }

    /// <summary>Makes a topic.</summary>
    /// <param name="topic">Full resource name.</param>
    public void CreateTopic(string topic) => CreateTopic(new Topic { Name = topic });

    /// <summary>Makes a topic.</summary>
    public void CreateTopic(Topic topic)
    {
        var kept = TopicResource.Check(topic);
        TransformResource.Check(_broker.Transforms, TransformResource.Of(kept.MessageTransforms));
        _broker.CreateTopic(kept);
    }

    /// <summary>Deletes a topic; its subscriptions stay.</summary>
    public void DeleteTopic(string topic) => _broker.DeleteTopic(topic);

    /// <summary>Makes a subscription.</summary>
    public void CreateSubscription(Subscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ResourceName.Check("name", subscription.Name, "subscriptions");
        var settings = SubscriptionResource.Settings(subscription, _broker.Options.Web.LinkLocalPush);
        TransformResource.Check(_broker.Transforms, settings.Transforms);
        _broker.CreateSubscription(
            subscription.Name, _broker.Topic(subscription.Topic), settings,
            SubscriberService.ParseFilter(subscription.Filter), subscription.EnableMessageOrdering);
    }

    /// <summary>Deletes a subscription with its backlog.</summary>
    public void DeleteSubscription(string subscription) => _broker.DeleteSubscription(_broker.Subscription(subscription));

    /// <summary>Makes a snapshot of a subscription.</summary>
    /// <param name="snapshot">Full resource name of the snapshot.</param>
    /// <param name="subscription">Full resource name of the subscription.</param>
    public void CreateSnapshot(string snapshot, string subscription)
    {
        ResourceName.Check("name", snapshot, "snapshots");
        _broker.CreateSnapshot(snapshot, _broker.Subscription(subscription), null);
    }

    /// <summary>Deletes a snapshot.</summary>
    public void DeleteSnapshot(string snapshot) => _broker.DeleteSnapshot(_broker.Snapshot(snapshot));

    /// <summary>Moves a subscription to a snapshot.</summary>
    public Task SeekAsync(string subscription, string snapshot) => Broker.Seek(_broker.Subscription(subscription), _broker.Snapshot(snapshot));

    /// <summary>Moves a subscription to a time.</summary>
    public Task SeekAsync(string subscription, DateTimeOffset time) => Broker.Seek(_broker.Subscription(subscription), time.UtcTicks);

    /// <summary>Publishes one message.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> PublishAsync(string topic, PubsubMessage message)
    {
        Faults.ThrowIfFails("Publish");
        var bytes = new PublishRequest { Topic = topic, Messages = { message } }.ToByteArray();
        // Without a store a publish that no function changes is done when the call returns.
        var reply = _broker.TryTopic(topic, out var found) && found.Transforms is { IsActive: true }
            ? _publisher.PublishTransformedAsync(bytes, bytes.Length, null)
            : _publisher.Publish(bytes, bytes.Length, null);
        return (await reply).FirstId.ToString();
    }

    /// <summary>Opens a stream of deliveries, as StreamingPull does.</summary>
    /// <param name="subscription">Full resource name.</param>
    /// <param name="peer">Its client, with the flow control.</param>
    /// <param name="ackDeadline">Duration of its leases.</param>
    public InProcessStream Open(string subscription, EmulatorPeer peer, TimeSpan ackDeadline)
    {
        ArgumentNullException.ThrowIfNull(peer);
        Faults.ThrowIfFails("StreamingPull");
        var found = _broker.Subscription(subscription);
        ConsumerErrors.Check(found);
        return new InProcessStream(_broker, Faults, found, peer, (int)ackDeadline.TotalSeconds);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _broker.DisposeAsync();
}

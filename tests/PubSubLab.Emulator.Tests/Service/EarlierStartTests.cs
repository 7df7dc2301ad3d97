using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Services;
using PubSubLab.Emulator.Topics;
using PubSubLab.Emulator.Wire;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>A client that outlives the emulator answers with ack ids of the start before.</summary>
public sealed class EarlierStartTests
{
    private const string Topic = "projects/test/topics/topic";
    private const string Subscription = "projects/test/subscriptions/subscription";

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task An_ack_id_of_an_earlier_start_acknowledges_nothing()
    {
        await using var before = new Broker(new PubSubEmulatorOptions { TimeProvider = _time });
        var earlier = Deliver(before);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await using var broker = new Broker(new PubSubEmulatorOptions { TimeProvider = _time });
        var own = Deliver(broker);
        var subscription = broker.Subscription(Subscription);

        Acknowledge(broker, earlier);
        subscription.Outstanding.ShouldBe(1);

        Acknowledge(broker, own);
        subscription.IsIdle.ShouldBeTrue();
    }

    /// <summary>Publishes a message and gives the ack id of its delivery.</summary>
    private static AckId Deliver(Broker broker)
    {
        var subscription = broker.CreateSubscription(Subscription, broker.CreateTopic(new Topic { Name = Topic }), new SubscriptionSettings(), null, ordered: false);
        var request = new PublishRequest { Topic = Topic, Messages = { new PubsubMessage { Data = ByteString.CopyFromUtf8("x") } } }.ToByteArray();
        new RawPublisher(broker).Publish(request, request.Length, null).IsCompletedSuccessfully.ShouldBeTrue();
        var session = new ConsumerSession(ConsumerKind.Stream, subscription, 0, 0, 0);
        var batch = new DeliveryBatch();
        using var writer = TopicHost.Of(subscription).Enter();
        subscription.Topic.Attach(subscription, session, writer.Now);
        subscription.Topic.Take(subscription, session, batch, writer.Now);
        return batch.Items.ShouldHaveSingleItem().AckId;
    }

    private static void Acknowledge(Broker broker, AckId id)
    {
        var request = new AckRequest();
        request.ReadAcknowledge(new AcknowledgeRequest { Subscription = Subscription, AckIds = { id.ToString() } }.ToByteArray());
        new RawSubscriber(broker).Apply(request).IsCompletedSuccessfully.ShouldBeTrue();
    }
}

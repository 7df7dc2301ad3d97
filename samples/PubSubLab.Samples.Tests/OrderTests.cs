using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Emulator;

namespace PubSubLab.Samples;

public sealed class OrderTests
{
    [Fact]
    public async Task An_order_is_billed_once_although_the_first_call_fails()
    {
        await using var emulator = await PubSubEmulator.StartAsync(new PubSubEmulatorOptions { KeepHistory = true });
        var topic = TopicName.FromProjectTopic("shop", "orders");
        var subscription = SubscriptionName.FromProjectSubscription("shop", "billing");

        // A client reaches the emulator by Endpoint and insecure credentials. The environment variable alone is not enough.
        var topics = await new PublisherServiceApiClientBuilder
        {
            Endpoint = emulator.Endpoint, ChannelCredentials = ChannelCredentials.Insecure,
        }.BuildAsync();
        var subscriptions = await new SubscriberServiceApiClientBuilder
        {
            Endpoint = emulator.Endpoint, ChannelCredentials = ChannelCredentials.Insecure,
        }.BuildAsync();
        await topics.CreateTopicAsync(topic);
        await subscriptions.CreateSubscriptionAsync(subscription, topic, pushConfig: null, ackDeadlineSeconds: 10);
        emulator.Faults.FailNext("Publish", StatusCode.Unavailable);

        await using var publisher = await new PublisherClientBuilder
        {
            TopicName = topic, Endpoint = emulator.Endpoint, ChannelCredentials = ChannelCredentials.Insecure,
        }.BuildAsync();
        var id = await publisher.PublishAsync("order 1");
        var subscriber = await new SubscriberClientBuilder
        {
            SubscriptionName = subscription, Endpoint = emulator.Endpoint, ChannelCredentials = ChannelCredentials.Insecure,
        }.BuildAsync();
        var billing = subscriber.StartAsync((message, cancellation) => Task.FromResult(SubscriberClient.Reply.Ack));

        var acked = await emulator.History.WaitForAsync(e => e.Kind == EmulatorEventKind.Acked, TimeSpan.FromSeconds(30));
        Assert.Equal(id, acked.MessageId);
        Assert.Single(emulator.History.Published("orders"));
        Assert.Single(emulator.History.Deliveries("billing"));
        Assert.Equal(0, emulator.Faults.Pending);
        await subscriber.StopAsync(new SubscriberClient.ShutdownOptions { Mode = SubscriberClient.ShutdownMode.WaitForProcessing });
        await billing;
    }
}

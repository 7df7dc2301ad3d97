using Google.Cloud.PubSub.V1;
using Microsoft.Extensions.DependencyInjection;
using PubSubLab.Emulator;

namespace PubSubLab.Samples;

/// <summary>Tests of an application whose clients come from its services, on the emulator of the fixture.</summary>
public sealed class ServiceTests(EmulatorFixture fixture)
{
    [Fact]
    public async Task A_nacked_order_is_delivered_again()
    {
        var (topic, subscription) = await fixture.CreateAsync("orders", "billing");
        await using var services = new ServiceCollection().AddPubSub(topic, subscription).BuildServiceProvider();
        var id = await services.GetRequiredService<PublisherClient>().PublishAsync("order 1");

        var subscriber = services.GetRequiredService<SubscriberClient>();
        var calls = 0;
        var billing = subscriber.StartAsync((message, cancellation) =>
            Task.FromResult(Interlocked.Increment(ref calls) == 1 ? SubscriberClient.Reply.Nack : SubscriberClient.Reply.Ack));

        await fixture.Emulator.History.WaitForAsync(
            e => e.Kind == EmulatorEventKind.Acked && e.Subscription == subscription.ToString(), TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal([id, id], fixture.Emulator.History.Deliveries(subscription.ToString()).Select(e => e.MessageId));
        await subscriber.StopAsync(new SubscriberClient.ShutdownOptions { Mode = SubscriberClient.ShutdownMode.WaitForProcessing });
        await billing;
    }

    [Fact]
    public async Task An_order_arrives()
    {
        var (topic, subscription) = await fixture.CreateAsync("orders", "shipping");
        await using var services = new ServiceCollection().AddPubSub(topic, subscription).BuildServiceProvider();

        await services.GetRequiredService<PublisherClient>().PublishAsync("order 2");

        var message = Assert.Single(fixture.Emulator.History.Published(topic.ToString()));
        Assert.Equal("order 2"u8, message.Data.Span);
    }
}

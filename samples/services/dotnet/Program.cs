using Google.Api.Gax;
using Google.Cloud.PubSub.V1;

// A service for orders: "safe" acknowledges an order after its work, "careless" before it.
string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"The environment variable {name} is missing.");
var project = Setting("PUBSUB_PROJECT_ID");
var isCareless = args is ["careless"];

await using var results = await new PublisherClientBuilder
{
    TopicName = new TopicName(project, Setting("PUBSUB_TOPIC_DONE")), EmulatorDetection = EmulatorDetection.EmulatorOnly,
}.BuildAsync();
await using var orders = await new SubscriberClientBuilder
{
    SubscriptionName = new SubscriptionName(project, Setting("PUBSUB_SUBSCRIPTION")), EmulatorDetection = EmulatorDetection.EmulatorOnly,
    Settings = new SubscriberClient.Settings { AckDeadline = TimeSpan.FromSeconds(10), FlowControlSettings = new FlowControlSettings(20, null) },
}.BuildAsync();

using var limit = new SemaphoreSlim(20);
await orders.StartAsync(async (order, cancellation) =>
{
    var work = WorkAsync(order);
    if (!isCareless)
    {
        await work;
    }

    return SubscriberClient.Reply.Ack;
});

async Task WorkAsync(PubsubMessage order)
{
    await limit.WaitAsync();
    try
    {
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        await results.PublishAsync(order.Data);
    }
    finally
    {
        limit.Release();
    }
}

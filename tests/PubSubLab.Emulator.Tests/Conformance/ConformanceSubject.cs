using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Grpc.Net.Client;
using PubSubLab.Emulator.Tests.Rest;

namespace PubSubLab.Emulator.Tests.Conformance;

/// <summary>A Pub/Sub service under test, and a topic of its own for every case.</summary>
internal sealed class ConformanceSubject : IDisposable
{
    private static int s_names;
    private readonly GrpcChannel _channel;

    public ConformanceSubject(string endpoint)
    {
        _channel = GrpcChannel.ForAddress($"http://{endpoint}", new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        Publisher = new Publisher.PublisherClient(_channel);
        Subscriber = new Subscriber.SubscriberClient(_channel);
        Schemas = new SchemaService.SchemaServiceClient(_channel);
        Rest = new RestClient(endpoint);
    }

    public Publisher.PublisherClient Publisher { get; }

    public Subscriber.SubscriberClient Subscriber { get; }

    public SchemaService.SchemaServiceClient Schemas { get; }

    public RestClient Rest { get; }

    public static string NewId(string kind) => $"{kind}-{Interlocked.Increment(ref s_names)}";

    public async Task<string> TopicAsync(Action<Topic>? set = null)
    {
        var topic = new Topic { Name = $"projects/conformance/topics/{NewId("topic")}" };
        set?.Invoke(topic);
        return (await Publisher.CreateTopicAsync(topic)).Name;
    }

    public async Task<string> SubscriptionAsync(string topic, Action<Subscription>? set = null)
    {
        var subscription = new Subscription { Name = $"projects/conformance/subscriptions/{NewId("sub")}", Topic = topic };
        set?.Invoke(subscription);
        return (await Subscriber.CreateSubscriptionAsync(subscription)).Name;
    }

    public async Task PublishAsync(string topic, params PubsubMessage[] messages) =>
        await Publisher.PublishAsync(new PublishRequest { Topic = topic, Messages = { messages } });

    /// <summary>Pulls until so many messages have come, or until patience ends: long where something is to come, short where nothing is.</summary>
    public async Task<List<ReceivedMessage>> PullAsync(string subscription, int count, double patience = 20)
    {
        var received = new List<ReceivedMessage>();
        var start = TimeProvider.System.GetTimestamp();
        while (received.Count < count && TimeProvider.System.GetElapsedTime(start).TotalSeconds < patience)
        {
            // At once or not at all: a waiting pull that its client gives up can take messages with it.
#pragma warning disable CS0612 // Deprecated in the contract, and served by all.
            var response = await Subscriber.PullAsync(new PullRequest { Subscription = subscription, MaxMessages = 100, ReturnImmediately = true });
#pragma warning restore CS0612
            received.AddRange(response.ReceivedMessages);
            if (received.Count < count)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }

        return received;
    }

    public async Task AcknowledgeAsync(string subscription, params string[] ackIds) =>
        await Subscriber.AcknowledgeAsync(new AcknowledgeRequest { Subscription = subscription, AckIds = { ackIds } });

    public async Task NackAsync(string subscription, params string[] ackIds) =>
        await Subscriber.ModifyAckDeadlineAsync(new ModifyAckDeadlineRequest { Subscription = subscription, AckIds = { ackIds } });

    public void Dispose()
    {
        _channel.Dispose();
        Rest.Dispose();
    }
}

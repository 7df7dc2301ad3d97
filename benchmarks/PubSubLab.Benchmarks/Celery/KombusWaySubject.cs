using Google.Cloud.PubSub.V1;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks.Celery;

/// <summary>
/// Kombu's way on Pub/Sub, imitated (kombu/transport/gcpubsub.py): a unary Pull of at most 32, and an Acknowledge for each task, one after the
/// other. Without Celery around it, it is faster than Celery can be.
/// </summary>
internal sealed class KombusWaySubject : QueueSubject
{
    private const int BulkMaxMessages = 32;

    /// <summary>As long as the lab's envelope of the same task.</summary>
    private readonly PubsubMessage _message = RawClient.Message(bytes: 900);
    private readonly RawClient _client;
    private readonly Publisher.PublisherClient _publisher;
    private readonly string _topic;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    private KombusWaySubject(RawClient client, string topic, string subscription)
    {
        _client = client;
        _publisher = client.Publisher();
        _topic = topic;
        _loop = PullAsync(client.Subscriber(), subscription);
    }

    public static async Task<KombusWaySubject> StartAsync(string endpoint, CancellationToken cancellation)
    {
        var client = new RawClient(endpoint);
        var (topic, subscription) = await client.CreateAsync(cancellation);
        return new KombusWaySubject(client, topic, subscription);
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _client.Dispose();
        _stop.Dispose();
    }

    protected override async Task PublishAsync(CancellationToken cancellation) =>
        await _publisher.PublishAsync(new PublishRequest { Topic = _topic, Messages = { _message } }, cancellationToken: cancellation);

    private async Task PullAsync(Subscriber.SubscriberClient subscriber, string subscription)
    {
        try
        {
            while (true)
            {
                var pulled = await subscriber.PullAsync(new PullRequest { Subscription = subscription, MaxMessages = BulkMaxMessages }, cancellationToken: _stop.Token);
                foreach (var received in pulled.ReceivedMessages)
                {
                    Handled();
                    await subscriber.AcknowledgeAsync(new AcknowledgeRequest { Subscription = subscription, AckIds = { received.AckId } }, cancellationToken: _stop.Token);
                }
            }
        }
        catch (Grpc.Core.RpcException) when (_stop.IsCancellationRequested)
        {
            // Its owner ends it.
        }
    }
}

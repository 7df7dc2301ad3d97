using Google.Cloud.PubSub.V1;
using Grpc.Core;

namespace PubSubLab.TotalQueue;

/// <summary>
/// Publishes and consumes while the broker is killed and started again; then all is drained. The seed says after how many steps it dies,
/// unless it dies by a rule of its own.
/// </summary>
internal sealed class KillRun(IMortalBroker broker, QueueKind kind, Func<string, SubscriptionName, Ledger, int, IQueueConsumer> consumer, int seed)
{
    private const int Batch = 20;
    private const int MostOpen = 2000;
    private const int MostSteps = 400;

    /// <summary>Twice the longest lease: under exactly-once delivery npm's client leases for a minute, and a lease lasts over a kill.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly Random _random = new(seed);
    private readonly Ledger _ledger = new(kind);

    /// <summary>Runs it.</summary>
    /// <param name="rounds">Number of kills.</param>
    /// <param name="consumers">Number of simultaneous consumers.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<LedgerFigures> RunAsync(int rounds, int consumers, CancellationToken cancellation)
    {
        var (topic, subscription) = (new TopicName("kills", $"t-{Guid.NewGuid():N}"), new SubscriptionName("kills", $"s-{Guid.NewGuid():N}"));
        await broker.StartAsync();
        await CreateAsync(topic, subscription, cancellation);
        var living = new List<IQueueConsumer>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var publisher = new QueuePublisher(broker.Endpoint, topic, _ledger, kind);
        var publishing = PublishAsync(publisher, over);
        try
        {
            for (var i = 0; i < consumers; i++)
            {
                living.Add(consumer($"c{i}", subscription, _ledger, _random.Next()));
            }

            for (var i = 0; i < rounds; i++)
            {
                if (!await broker.DiesAsync())
                {
                    var until = _ledger.Steps + _random.Next(MostSteps);
                    await _ledger.UntilAsync(() => _ledger.Steps >= until, s_patience, cancellation);
                }

                await broker.KillAsync();
                broker.MayDie = i < rounds - 1;
                living.ForEach(static one => one.Reset());
                await broker.StartAsync();
                // Lines that another process wrote before the kill may be read only now.
                for (var one = 0; one < consumers; one++)
                {
                    _ledger.Disturbed($"c{one}");
                }
            }

            await over.CancelAsync();
            await publishing;
            await _ledger.UntilAsync(() => _ledger.IsTried, s_patience, cancellation);
            await broker.DrainedAsync(s_patience);
            _ledger.Drained();
            return _ledger.Figures();
        }
        finally
        {
            await over.CancelAsync();
            await publishing;
            foreach (var one in living)
            {
                await one.DisposeAsync();
            }
        }
    }

    // Ends when it is told to, with every message confirmed that was begun.
    private async Task PublishAsync(QueuePublisher publisher, CancellationTokenSource over)
    {
        while (!over.IsCancellationRequested)
        {
            await publisher.PublishAsync(Batch, CancellationToken.None);
            await _ledger.UntilAsync(() => _ledger.Open < MostOpen || over.IsCancellationRequested, s_patience, CancellationToken.None);
        }
    }

    private async Task CreateAsync(TopicName topic, SubscriptionName subscription, CancellationToken cancellation)
    {
        var topics = await new PublisherServiceApiClientBuilder { Endpoint = broker.Endpoint, ChannelCredentials = ChannelCredentials.Insecure }.BuildAsync(cancellation);
        var subscriptions = await new SubscriberServiceApiClientBuilder { Endpoint = broker.Endpoint, ChannelCredentials = ChannelCredentials.Insecure }.BuildAsync(cancellation);
        await topics.CreateTopicAsync(topic, cancellation);
        await subscriptions.CreateSubscriptionAsync(
            new Subscription
            {
                SubscriptionName = subscription, TopicAsTopicName = topic, AckDeadlineSeconds = (int)Ledger.AckDeadline.TotalSeconds,
                EnableMessageOrdering = kind == QueueKind.Ordered, EnableExactlyOnceDelivery = kind == QueueKind.ExactlyOnce,
            },
            cancellation);
    }
}

using System.Collections.Concurrent;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace PubSubLab.TotalQueue;

/// <summary>
/// Publishes and consumes while consumers are killed, connections are reset, messages are nacked and leases run out; then all is drained.
/// What happens when is drawn from a seed.
/// </summary>
internal sealed class ChaosRun(string endpoint, QueueKind kind, Func<string, SubscriptionName, Ledger, int, IQueueConsumer> consumer, int seed)
{
    private const int Batch = 50;
    private const int MostOpen = 1_000;
    private const int Taken = 5;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly Random _random = new(seed);
    private readonly Ledger _ledger = new(kind);
    private readonly ConcurrentDictionary<string, int> _happened = new(StringComparer.Ordinal);
    private int _born;
    private Task _leaving = Task.CompletedTask;

    /// <summary>Counts of failures by kind.</summary>
    public string Happened => string.Join(", ", _happened.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Value} {h.Key}"));

    /// <summary>Runs as long as it is told, and drains.</summary>
    /// <param name="goesOn">Whether another batch is published, given how many there were.</param>
    /// <param name="consumers">Number of simultaneous consumers.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<LedgerFigures> RunAsync(Func<int, bool> goesOn, int consumers, CancellationToken cancellation)
    {
        var (topic, subscription) = (new TopicName("chaos", $"t-{Guid.NewGuid():N}"), new SubscriptionName("chaos", $"s-{Guid.NewGuid():N}"));
        var admin = await new SubscriberServiceApiClientBuilder { Endpoint = endpoint, ChannelCredentials = ChannelCredentials.Insecure }.BuildAsync(cancellation);
        var topics = await new PublisherServiceApiClientBuilder { Endpoint = endpoint, ChannelCredentials = ChannelCredentials.Insecure }.BuildAsync(cancellation);
        await topics.CreateTopicAsync(topic, cancellation);
        await admin.CreateSubscriptionAsync(
            new Subscription
            {
                SubscriptionName = subscription, TopicAsTopicName = topic, AckDeadlineSeconds = (int)Ledger.AckDeadline.TotalSeconds,
                EnableMessageOrdering = kind == QueueKind.Ordered, EnableExactlyOnceDelivery = kind == QueueKind.ExactlyOnce,
                MessageRetentionDuration = Duration.FromTimeSpan(TimeSpan.FromDays(1)),
            },
            cancellation);
        await using var publisher = new QueuePublisher(endpoint, topic, _ledger, kind);
        var living = new List<IQueueConsumer>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            for (var i = 0; i < consumers; i++)
            {
                living.Add(Start(subscription));
            }

            for (var batches = 0; goesOn(batches); batches++)
            {
                var publishing = publisher.PublishAsync(Batch, cancellation);
                await HappenAsync(batches, publisher, living, admin, subscription, over.Token);
                await publishing;
                if (!await _ledger.UntilAsync(() => _ledger.Open < MostOpen, s_patience, cancellation))
                {
                    break;
                }
            }

            await _ledger.UntilAsync(() => _ledger.IsDone, s_patience, cancellation);
            return _ledger.Figures();
        }
        finally
        {
            await over.CancelAsync();
            await _leaving;
            foreach (var one in living)
            {
                await one.DisposeAsync();
            }
        }
    }

    private IQueueConsumer Start(SubscriptionName subscription) => consumer($"c{++_born}", subscription, _ledger, _random.Next());

    // Every kind of trouble has its turn; the seed says whom it meets.
    private async Task HappenAsync(
        int batch, QueuePublisher publisher, List<IQueueConsumer> living, SubscriberServiceApiClient admin, SubscriptionName subscription, CancellationToken cancellation)
    {
        var victim = _random.Next(living.Count);
        switch (batch % 12)
        {
            case 2:
                Count("resets of the publisher");
                publisher.Reset();
                break;
            case 4 or 9:
                Count("resets of a consumer");
                living[victim].Reset();
                break;
            case 6:
                // A pull waits while the others are quick; the run goes on meanwhile.
                if (_leaving.IsCompleted)
                {
                    await _leaving;
                    _leaving = LeaveAsync(admin, subscription, cancellation);
                }

                break;
            case 11:
                Count("kills");
                await living[victim].KillAsync();
                await living[victim].DisposeAsync();
                living[victim] = Start(subscription);
                break;
            default:
                break;
        }
    }

    // A consumer that takes messages and is never heard of again.
    private async Task LeaveAsync(SubscriberServiceApiClient admin, SubscriptionName subscription, CancellationToken cancellation)
    {
        var name = $"left{++_born}";
        PullResponse pulled;
        try
        {
            pulled = await admin.PullAsync(new PullRequest { SubscriptionAsSubscriptionName = subscription, MaxMessages = Taken }, cancellation);
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled or StatusCode.DeadlineExceeded })
        {
            // The others were quicker, until the wait or the run was over.
            return;
        }

        foreach (var message in pulled.ReceivedMessages)
        {
            Count("messages left until their leases ended");
            var index = int.Parse(message.Message.Data.ToStringUtf8(), System.Globalization.CultureInfo.InvariantCulture);
            _ledger.Received(name, index, message.Message.MessageId, message.Message.OrderingKey);
            _ledger.Returned(index, message.Message.MessageId);
        }
    }

    private void Count(string what) => _happened.AddOrUpdate(what, 1, static (_, n) => n + 1);
}

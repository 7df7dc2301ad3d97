using Google.Cloud.PubSub.V1;
using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks;

/// <summary>1,000 topics with 1,000 filtered subscriptions each: created over gRPC, held, and one message to one of each topic.</summary>
internal sealed class MillionSubscriptionsBenchmark : IBenchmark
{
    private const int Topics = 1000;
    private const int PerTopic = 1000;

    public string Name => "million";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        await using var broker = await BrokerProcess.StartOursAsync();
        using var client = new RawClient(broker.Endpoint);
        var publishers = new[] { client.Publisher(), client.Publisher() };
        var subscribers = new[] { client.Subscriber(), client.Subscriber() };
        var start = TimeProvider.System.GetTimestamp();
        await Parallel.ForAsync(0, Topics, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancellation }, async (t, token) =>
        {
            await publishers[t % 2].CreateTopicAsync(new Topic { Name = Topic(t) }, cancellationToken: token);
            for (var s = 0; s < PerTopic; s++)
            {
                await subscribers[t % 2].CreateSubscriptionAsync(
                    new Subscription { Name = Subscription(t, s), Topic = Topic(t), Filter = $"attributes.sub = \"{s}\"" }, cancellationToken: token);
            }
        });
        var created = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        report.Add(Name, "create 1,000,000 subscriptions, a call each", created, "s", "under 60 s", created < 60);
        await broker.CollectAsync();
        var memory = broker.Memory / (1024.0 * 1024 * 1024);
        report.Add(Name, "memory with 1,000,000 subscriptions", memory, "GiB", "at most 1.5 GiB", memory <= 1.5);

        var wrong = 0;
        start = TimeProvider.System.GetTimestamp();
        await Parallel.ForAsync(0, Topics, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellation }, async (t, token) =>
        {
            var target = t * 7919 % PerTopic;
            var request = RawClient.Batch(Topic(t), 1);
            request.Messages[0].Attributes.Add("sub", $"{target}");
            var ids = (await publishers[t % 2].PublishAsync(request, cancellationToken: token)).MessageIds;
            for (var s = target; s <= target + 1; s++)
            {
#pragma warning disable CS0612 // Deprecated in the contract, and what answers at once with nothing.
                var pulled = await subscribers[t % 2].PullAsync(
                    new PullRequest { Subscription = Subscription(t, s % PerTopic), MaxMessages = 10, ReturnImmediately = true }, cancellationToken: token);
#pragma warning restore CS0612
                var isRight = s == target ? pulled.ReceivedMessages.Select(static m => m.Message.MessageId).SequenceEqual(ids) : pulled.ReceivedMessages.Count == 0;
                Interlocked.Add(ref wrong, isRight ? 0 : 1);
            }
        });
        report.Add(Name, "one targeted message a topic, pulled where it belongs and a neighbour asked", TimeProvider.System.GetElapsedTime(start).TotalSeconds, "s");
        report.Add(Name, "of these went wrong", wrong, "messages", "0", wrong == 0);
    }

    private static string Topic(int topic) => $"projects/bench/topics/chat-topic-{topic}";

    private static string Subscription(int topic, int subscription) => $"projects/bench/subscriptions/chat-topic-{topic}-chat-sub-{subscription}";
}

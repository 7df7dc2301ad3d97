using Google.Cloud.PubSub.V1;
using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks;

/// <summary>A million topics and subscriptions in a data directory: a start after a kill has them all.</summary>
internal sealed class StoredTopologyBenchmark : ICountedBenchmark
{
    private const int Callers = 64;

    public string Name => "stored-topology";

    /// <summary>Number of topics and subscriptions together.</summary>
    public int Messages { get; set; } = 1_000_000;

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        var root = Directory.CreateTempSubdirectory("pubsublab-bench-").FullName;
        var directory = Path.Combine(root, "data");
        var topics = Messages / 2;
        try
        {
            await using (var broker = await BrokerProcess.StartOursAsync(directory))
            {
                using var client = new RawClient(broker.Endpoint);
                var (publisher, subscriber) = (client.Publisher(), client.Subscriber());
                var start = TimeProvider.System.GetTimestamp();
                await Parallel.ForAsync(0, topics, new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = cancellation }, async (i, token) =>
                {
                    await publisher.CreateTopicAsync(new Topic { Name = Topic(i) }, cancellationToken: token);
                    await subscriber.CreateSubscriptionAsync(new Subscription { Name = Subscription(i), Topic = Topic(i) }, cancellationToken: token);
                });
                report.Add(Name, $"create {topics:N0} topics with a subscription each, a call each", TimeProvider.System.GetElapsedTime(start).TotalSeconds, "s");
            }

            await using var again = await BrokerProcess.StartOursAsync(directory);
            var seconds = again.Started.TotalSeconds;
            report.Add(Name, "start after a kill with all of them", seconds, "s", "under 10 s", seconds < 10);
            using var after = new RawClient(again.Endpoint);
            await after.Publisher().GetTopicAsync(new GetTopicRequest { Topic = Topic(topics - 1) }, cancellationToken: cancellation);
            await after.Subscriber().GetSubscriptionAsync(new GetSubscriptionRequest { Subscription = Subscription(topics - 1) }, cancellationToken: cancellation);
            await again.CollectAsync();
            report.Add(Name, "memory with all of them", again.Memory / (1024.0 * 1024 * 1024), "GiB");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static string Topic(int number) => $"projects/bench/topics/chat-topic-{number}";

    private static string Subscription(int number) => $"projects/bench/subscriptions/chat-sub-{number}";
}

using Google.Cloud.PubSub.V1;
using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks;

/// <summary>A publish that matches one of 10,000 filtered subscriptions, beside a publish on a topic with one subscription.</summary>
internal sealed class FilteredBenchmark : IBenchmark
{
    private const int Subscriptions = 10_000;

    public string Name => "filtered";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        await using var broker = await BrokerProcess.StartOursAsync();
        using var client = new RawClient(broker.Endpoint);
        var (plain, _) = await client.CreateAsync(cancellation);
        const string Filtered = "projects/bench/topics/filtered";
        await client.Publisher().CreateTopicAsync(new Topic { Name = Filtered }, cancellationToken: cancellation);
        var subscriber = client.Subscriber();
        await Parallel.ForAsync(0, Subscriptions, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellation }, async (i, token) =>
            await subscriber.CreateSubscriptionAsync(
                new Subscription { Name = $"projects/bench/subscriptions/filtered-{i}", Topic = Filtered, Filter = $"attributes.user_id = \"{i}\"" }, cancellationToken: token));

        var publisher = client.Publisher();
        await MeasureAsync(publisher, plain, 2000, cancellation);
        await MeasureAsync(publisher, Filtered, 2000, cancellation);
        // In turns, so that what else happens on the machine meets both.
        var one = 0.0;
        var many = 0.0;
        for (var i = 0; i < 5; i++)
        {
            one += await MeasureAsync(publisher, plain, 2000, cancellation);
            many += await MeasureAsync(publisher, Filtered, 2000, cancellation);
        }

        report.Add(Name, "publish, 1 subscription", one / 5 * 1000, "us");
        report.Add(Name, $"publish that matches one of {Subscriptions} filtered subscriptions", many / 5 * 1000, "us");
        report.Add(Name, "filtered / plain", many / one, "x", "within 2", many / one <= 2);
    }

    private static async Task<double> MeasureAsync(Publisher.PublisherClient publisher, string topic, int count, CancellationToken cancellation)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var request = RawClient.Batch(topic, 1);
            request.Messages[0].Attributes.Add("user_id", $"{i * 4 % Subscriptions}");
            await publisher.PublishAsync(request, cancellationToken: cancellation);
        }

        return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds / count;
    }
}

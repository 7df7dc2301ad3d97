using Google.Protobuf;
using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks;

/// <summary>Memory per message of a large backlog, and its drain rate compared with a small one.</summary>
internal sealed class BacklogBenchmark : IBenchmark
{
    private const int Large = 1_000_000;
    private const int BatchSize = 1000;

    public string Name => "backlog";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        await using var broker = await BrokerProcess.StartOursAsync();
        using var client = new RawClient(broker.Endpoint);
        await DrainAsync(client, 200_000, cancellation);
        var small = await DrainAsync(client, 1000, cancellation, rounds: 50);

        var before = await broker.CollectAsync();
        var (topic, subscription) = await client.CreateAsync(cancellation);
        await FillAsync(client, topic, Large, cancellation);
        var perMessage = (await broker.CollectAsync() - before) / (double)Large;
        var serialised = RawClient.Message().CalculateSize();
        report.Add(Name, $"bytes a message of a backlog of {Large:N0} ({serialised} bytes serialised by the publisher)", perMessage, "bytes", $"at most {serialised + 200}", perMessage <= serialised + 200);

        var start = TimeProvider.System.GetTimestamp();
        await using (var drain = await Drain.StartAsync(client, subscription, 1, Large, cancellation))
        {
            await drain.Done.WaitAsync(TimeSpan.FromSeconds(120), TimeProvider.System, cancellation);
        }

        var large = TimeProvider.System.GetElapsedTime(start).TotalMicroseconds / Large;
        report.Add(Name, "draining 1,000, a message", small, "us");
        report.Add(Name, $"draining {Large:N0}, a message", large, "us");
        report.Add(Name, "large / small", large / small, "x", "the same (at most 1.5)", large / small <= 1.5);
        var after = await broker.CollectAsync();
        report.Add(Name, "in use when all is drained, beside before", (after - before) / 1024.0 / 1024, "MiB more");
    }

    private static async Task<double> DrainAsync(RawClient client, int count, CancellationToken cancellation, int rounds = 1)
    {
        var best = double.MaxValue;
        for (var i = 0; i < rounds; i++)
        {
            var (topic, subscription) = await client.CreateAsync(cancellation);
            await FillAsync(client, topic, count, cancellation);
            var start = TimeProvider.System.GetTimestamp();
            await using var drain = await Drain.StartAsync(client, subscription, 1, count, cancellation);
            await drain.Done.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, cancellation);
            best = Math.Min(best, TimeProvider.System.GetElapsedTime(start).TotalMicroseconds / count);
        }

        return best;
    }

    /// <summary>Publishes so many messages in full batches, one after another.</summary>
    internal static async Task FillAsync(RawClient client, string topic, int count, CancellationToken cancellation)
    {
        var publisher = client.Publisher();
        var batch = RawClient.Batch(topic, BatchSize);
        for (var i = 0; i < count; i += BatchSize)
        {
            await publisher.PublishAsync(batch, cancellationToken: cancellation);
        }
    }
}

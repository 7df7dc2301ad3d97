using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks;

/// <summary>One message at a time through an idle broker: from before Publish until it is delivered.</summary>
internal sealed class RoundTripBenchmark : IBenchmark
{
    public string Name => "round-trip";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        var ours = await MeasureAsync(await BrokerProcess.StartOursAsync(), 1000, cancellation);
        report.Add(Name, "ours, p50", ours[ours.Count / 2], "ms", "under 1 ms", ours[ours.Count / 2] < 1);
        report.Add(Name, "ours, p99", ours[ours.Count * 99 / 100], "ms");
        if (await BrokerProcess.TryStartGoogleAsync(cancellation) is { } google)
        {
            var theirs = await MeasureAsync(google, 40, cancellation);
            report.Add(Name, "Google's emulator, p50", theirs[theirs.Count / 2], "ms");
        }
    }

    /// <summary>Times of round trips, shortest first.</summary>
    /// <param name="broker">The broker, which is ended.</param>
    /// <param name="rounds">Their number.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="after">Belongs to each.</param>
    internal static async Task<List<double>> MeasureAsync(BrokerProcess broker, int rounds, CancellationToken cancellation, Action? after = null)
    {
        await using (broker)
        {
            using var client = new RawClient(broker.Endpoint);
            var (topic, subscription) = await client.CreateAsync(cancellation);
            using var arrived = new SemaphoreSlim(0);
            await using var drain = await Drain.StartAsync(client, subscription, 1, long.MaxValue, cancellation, _ => arrived.Release());
            var publisher = client.Publisher();
            var request = RawClient.Batch(topic, 1);
            var times = new List<double>();
            for (var i = 0; i < rounds * 2; i++)
            {
                var start = TimeProvider.System.GetTimestamp();
                var publish = publisher.PublishAsync(request, cancellationToken: cancellation);
                await arrived.WaitAsync(cancellation);
                after?.Invoke();
                times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
                await publish;
            }

            // The first half warms up.
            return [.. times.Skip(rounds).Order()];
        }
    }
}

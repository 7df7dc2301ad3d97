using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks;

/// <summary>Publish to handler through a real socket, 100-byte messages, raw stubs, 500 a batch, acks on the stream.</summary>
internal sealed class ThroughputBenchmark : IBenchmark
{
    public string Name => "throughput";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        foreach (var streams in new[] { 1, 2, 4 })
        {
            var ceiling = await MeasureAsync(await BrokerProcess.StartOursAsync("ceiling"), streams, 200_000, cancellation);
            var ours = await MeasureAsync(await BrokerProcess.StartOursAsync(), streams, 200_000, cancellation);
            report.Add(Name, $"ceiling, {streams} streams", ceiling, "msg/s");
            report.Add(Name, $"ours, {streams} streams", ours, "msg/s");
            report.Add(Name, $"ours / ceiling, {streams} streams", ours / ceiling, "x", "at least 0.5", ours / ceiling >= 0.5);
            if (await BrokerProcess.TryStartGoogleAsync(cancellation) is { } google)
            {
                var theirs = await MeasureAsync(google, streams, 4_000 * streams, cancellation);
                report.Add(Name, $"Google's emulator, {streams} streams", theirs, "msg/s");
                var target = streams switch { 1 => 40, 4 => 25, _ => 0 };
                report.Add(Name, $"ours / Google's, {streams} streams", ours / theirs, "x", target == 0 ? null : $"at least {target}", target == 0 ? null : ours / theirs >= target);
            }
        }
    }

    private static async Task<double> MeasureAsync(BrokerProcess broker, int streams, int total, CancellationToken cancellation)
    {
        await using (broker)
        {
            using var client = new RawClient(broker.Endpoint);
            await RawLoad.MeasureAsync(client, streams, total / 2, cancellation);
            var best = 0.0;
            for (var i = 0; i < 3; i++)
            {
                best = Math.Max(best, await RawLoad.MeasureAsync(client, streams, total, cancellation));
            }

            return best;
        }
    }
}

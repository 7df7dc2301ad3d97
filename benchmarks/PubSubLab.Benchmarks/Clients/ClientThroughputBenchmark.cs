using Google.Protobuf;
using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks.Clients;

/// <summary>Publish to handler with the client's default settings, beside generated stubs on the same broker in the same run.</summary>
internal sealed class ClientThroughputBenchmark : IBenchmark
{
    private const int Total = 200_000;
    private const int WarmUps = 4;
    private const int Rounds = 5;

    public string Name => "client";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        foreach (var streams in new[] { 1, 2 })
        {
            await using var broker = await BrokerProcess.StartOursAsync();
            using var raw = new RawClient(broker.Endpoint);
            await using var client = await ClientLoad.StartAsync(broker, raw, streams, cancellation);
            var data = ByteString.CopyFrom(new byte[100]);
            for (var i = 0; i < WarmUps; i++)
            {
                // Until the compiler has optimised both; the client has more code than the stubs.
                await RawLoad.MeasureAsync(raw, streams, Total, cancellation);
                await client.PassAsync(Total, data, cancellation);
            }

            var stubs = 0.0;
            var ours = 0.0;
            var allocated = double.MaxValue;
            for (var i = 0; i < Rounds; i++)
            {
                stubs = Math.Max(stubs, await RawLoad.MeasureAsync(raw, streams, Total, cancellation));
                var bytes = GC.GetTotalAllocatedBytes();
                var start = TimeProvider.System.GetTimestamp();
                await client.PassAsync(Total, data, cancellation);
                ours = Math.Max(ours, Total / TimeProvider.System.GetElapsedTime(start).TotalSeconds);
                allocated = Math.Min(allocated, (GC.GetTotalAllocatedBytes() - bytes) / (double)Total);
            }

            report.Add(Name, $"raw stubs, {streams} streams", stubs, "msg/s");
            report.Add(Name, $"{ClientLoad.Which}, {streams} streams", ours, "msg/s");
            report.Add(Name, $"{ClientLoad.Which} / raw stubs, {streams} streams", ours / stubs, "x", "at least 0.4", ours / stubs >= 0.4);
            report.Add(Name, $"{ClientLoad.Which}, allocated a message from publish to ack, {streams} streams", allocated, "bytes", "at most 2,048", allocated <= 2_048);
        }
    }
}

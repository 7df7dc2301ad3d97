using Google.Protobuf;
using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks.Clients;

/// <summary>One message at a time through an idle client and an idle broker: from before PublishAsync until its handler runs.</summary>
internal sealed class ClientRoundTripBenchmark : IBenchmark
{
    private const int Rounds = 1_000;

    public string Name => "client-round-trip";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        await using var broker = await BrokerProcess.StartOursAsync();
        using var raw = new RawClient(broker.Endpoint);
        using var arrived = new SemaphoreSlim(0);
        await using var client = await ClientLoad.StartAsync(broker.Endpoint, raw, 1, cancellation, _ => arrived.Release());
        var data = ByteString.CopyFrom(new byte[100]);
        var times = new List<double>();
        for (var i = 0; i < Rounds * 2; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            var publish = client.PublishAsync(data);
            await arrived.WaitAsync(cancellation);
            times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            await publish;
        }

        // The first half warms up.
        List<double> sorted = [.. times.Skip(Rounds).Order()];
        report.Add(Name, $"{ClientLoad.Which}, p50", sorted[Rounds / 2], "ms", "under 1.5 ms", sorted[Rounds / 2] < 1.5);
        report.Add(Name, $"{ClientLoad.Which}, p99", sorted[Rounds * 99 / 100], "ms");
    }
}

using Google.Protobuf;
using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks.Clients;

/// <summary>Ten million messages through one client: what is in use after each million does not grow.</summary>
internal sealed class ClientSoakBenchmark : IBenchmark
{
    private const int Millions = 10;

    public string Name => "client-soak";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        await using var broker = await BrokerProcess.StartOursAsync();
        using var raw = new RawClient(broker.Endpoint);
        await using var client = await ClientLoad.StartAsync(broker.Endpoint, raw, 2, cancellation);
        var data = ByteString.CopyFrom(new byte[100]);
        var inUse = new List<double>();
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Millions; i++)
        {
            await client.PassAsync(1_000_000, data, cancellation);
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            inUse.Add(GC.GetTotalMemory(forceFullCollection: true) / 1024.0 / 1024);
        }

        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        report.Add(Name, $"{ClientLoad.Which}, {Millions} million messages", Millions * 1_000_000 / seconds, "msg/s");
        report.Add(Name, $"{ClientLoad.Which}, in use after the first million", inUse[0], "MiB");
        report.Add(Name, $"{ClientLoad.Which}, in use after the last million, beside the first", inUse[^1] - inUse[0], "MiB more", "at most 2", inUse[^1] - inUse[0] <= 2);
    }
}

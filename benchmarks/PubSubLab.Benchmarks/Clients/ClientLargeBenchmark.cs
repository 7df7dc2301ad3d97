using Google.Protobuf;
using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks.Clients;

/// <summary>Messages just below the largest size that the service takes.</summary>
internal sealed class ClientLargeBenchmark : IBenchmark
{
    private const int Count = 50;
    private const int Bytes = 9_900_000;

    public string Name => "client-large";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        await using var broker = await BrokerProcess.StartOursAsync();
        using var raw = new RawClient(broker.Endpoint);
        var whole = 0;
        await using var client = await ClientLoad.StartAsync(broker.Endpoint, raw, 1, cancellation, message => Interlocked.Add(ref whole, message.Data.Length == Bytes ? 1 : 0));
        var data = ByteString.CopyFrom(new byte[Bytes]);
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Count; i++)
        {
            await client.PassAsync(1, data, cancellation);
        }

        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        report.Add(Name, $"{ClientLoad.Which}, {Count} messages of 9.9 MB that arrived whole", whole, "messages", $"{Count}", whole == Count);
        report.Add(Name, $"{ClientLoad.Which}, through put and taken", Count * Bytes / 1e6 / seconds, "MB/s");
    }
}

using Google.Protobuf;
using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks.Clients;

/// <summary>
/// Publish to handler with the client's default settings, beside generated stubs on the same broker in the same run, and beside another
/// build of this program with another client in it. Medians of rounds in which each has its turn.
/// </summary>
internal sealed class ClientThroughputBenchmark : IBesideBenchmark
{
    private const int Total = 200_000;
    private const int WarmUps = 12;
    private const int Rounds = 5;

    public string Name => "client";

    public string? Beside { get; set; }

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        foreach (var streams in new[] { 1, 2 })
        {
            await using var broker = await BrokerProcess.StartOursAsync();
            using var raw = new RawClient(broker.Endpoint);
            await using var client = await ClientLoad.StartAsync(broker.Endpoint, raw, streams, cancellation);
            var data = ByteString.CopyFrom(new byte[100]);
            await using var other = Beside is null ? null : await ClientProcess.StartAsync(Beside, broker.Endpoint, streams);
            for (var i = 0; i < WarmUps; i++)
            {
                // Until the compiler has optimised all; clients have more code than the stubs.
                await RawLoad.MeasureAsync(raw, streams, Total, cancellation);
                await client.PassAsync(Total, data, cancellation);
                await MeasureOtherAsync();
            }

            var stubs = new List<double>();
            var ours = new List<Passage>();
            var others = new List<Passage>();
            for (var i = 0; i < Rounds; i++)
            {
                stubs.Add(await RawLoad.MeasureAsync(raw, streams, Total, cancellation));
                ours.Add(await client.MeasureAsync(Total, data, cancellation));
                if (await MeasureOtherAsync() is { } passage)
                {
                    others.Add(passage);
                }
            }

            var raws = Median(stubs, static each => each);
            var perSecond = Median(ours, static passage => passage.PerSecond);
            var allocated = Median(ours, static passage => passage.Allocated);
            report.Add(Name, $"raw stubs, {streams} streams", raws, "msg/s");
            report.Add(Name, $"{ClientLoad.Which}, {streams} streams", perSecond, "msg/s");
            report.Add(Name, $"{ClientLoad.Which} / raw stubs, {streams} streams", perSecond / raws, "x", "at least 0.4", perSecond / raws >= 0.4);
            report.Add(Name, $"{ClientLoad.Which}, processor time a message, {streams} streams", Median(ours, static passage => passage.Processor), "us");
            report.Add(Name, $"{ClientLoad.Which}, allocated a message from publish to ack, {streams} streams", allocated, "bytes", "at most 2,048", allocated <= 2_048);
            if (other is not null)
            {
                var beside = Median(others, static passage => passage.PerSecond);
                report.Add(Name, $"{other.Name}, {streams} streams", beside, "msg/s");
                report.Add(Name, $"{ClientLoad.Which} / {other.Name}, {streams} streams", perSecond / beside, "x", "at least 4", perSecond / beside >= 4);
                var (fastest, othersFastest) = (ours.Max(static passage => passage.PerSecond), others.Max(static passage => passage.PerSecond));
                report.Add(Name, $"{other.Name}, fastest round of {Rounds}, {streams} streams", othersFastest, "msg/s");
                report.Add(Name, $"{ClientLoad.Which} / {other.Name}, fastest round of each, {streams} streams", fastest / othersFastest, "x");
                report.Add(Name, $"{other.Name}, processor time a message, {streams} streams", Median(others, static passage => passage.Processor), "us");
                report.Add(Name, $"{other.Name}, allocated a message from publish to ack, {streams} streams", Median(others, static passage => passage.Allocated), "bytes");
            }

            async Task<Passage?> MeasureOtherAsync() => other is null ? null : await other.MeasureAsync(Total, cancellation);
        }
    }

    private static double Median<T>(List<T> all, Func<T, double> figure) => all.Select(figure).Order().ElementAt(all.Count / 2);
}

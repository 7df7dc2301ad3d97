using System.Diagnostics;
using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks;

/// <summary>The emulator with a data directory beside the one in memory, and what a restart with a backlog takes.</summary>
internal sealed class StoredBenchmark : IBenchmark
{
    private const int Backlog = 1_000_000;
    private const int Rounds = 1000;
    private const int Turns = 7;

    public string Name => "stored";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        var root = Directory.CreateTempSubdirectory("pubsublab-bench-").FullName;
        try
        {
            await MeasureThroughputAsync(report, Path.Combine(root, "throughput"), cancellation);
            await MeasureRoundTripAsync(report, root, cancellation);
            await MeasureRestartAsync(report, Path.Combine(root, "restart"), cancellation);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private async Task MeasureThroughputAsync(Report report, string directory, CancellationToken cancellation)
    {
        await using var memory = await BrokerProcess.StartOursAsync();
        await using var stored = await BrokerProcess.StartOursAsync(directory);
        var (first, second) = await ThroughputBenchmark.MeasureInTurnsAsync(memory, stored, streams: 1, cancellation);
        report.Add(Name, "in memory", first.Rate, "msg/s");
        report.Add(Name, "with a data directory", second.Rate, "msg/s");
        report.Add(Name, "with a data directory / in memory", second.Rate / first.Rate, "x", "at least 0.1, the aim is 0.25", second.Rate / first.Rate >= 0.1);
        report.Add(Name, "processor time with a data directory", second.Cpu, "us/msg");
    }

    private async Task MeasureRoundTripAsync(Report report, string root, CancellationToken cancellation)
    {
        // In turns, as the disk's pace changes from second to second.
        List<double> memory = [], floor = [], stored = [];
        using var log = new SyncedLog(Path.Combine(root, "sync"));
        for (var turn = 0; turn < Turns; turn++)
        {
            memory.Add(Median(await RoundTripBenchmark.MeasureAsync(await BrokerProcess.StartOursAsync(), Rounds, cancellation)));
            floor.Add(Median(await RoundTripBenchmark.MeasureAsync(await BrokerProcess.StartOursAsync(), Rounds, cancellation, log.Append)));
            stored.Add(Median(await RoundTripBenchmark.MeasureAsync(await BrokerProcess.StartOursAsync(Path.Combine(root, $"round-trip-{turn}")), Rounds, cancellation)));
        }

        report.Add(Name, "round trip in memory, p50", Median(memory), "ms");
        report.Add(Name, "round trip in memory and then the disk's own sync of 8 KiB, p50", Median(floor), "ms");
        report.Add(Name, "round trip with a data directory, p50", Median(stored), "ms");
        var ratio = Median([.. stored.Zip(floor, static (with, without) => with / without)]);
        report.Add(Name, $"round trip with a data directory / (in memory + sync), median of {Turns} turns", ratio, "x", "at most 1.5", ratio <= 1.5);
    }

    private async Task MeasureRestartAsync(Report report, string directory, CancellationToken cancellation)
    {
        string subscription;
        await using (var first = await BrokerProcess.StartOursAsync(directory))
        {
            using var client = new RawClient(first.Endpoint);
            string topic;
            (topic, subscription) = await client.CreateAsync(cancellation);
            await BacklogBenchmark.FillAsync(client, topic, Backlog, cancellation);
        }

        await using var second = await BrokerProcess.StartOursAsync(directory);
        var seconds = second.Started.TotalSeconds;
        report.Add(Name, $"start after a kill with a backlog of {Backlog:N0}", seconds, "s", "at most 2 s", seconds <= 2);
        using var after = new RawClient(second.Endpoint);
        var start = Stopwatch.GetTimestamp();
        await using var drain = await Drain.StartAsync(after, subscription, 1, Backlog, cancellation);
        await drain.Done.WaitAsync(TimeSpan.FromSeconds(120), TimeProvider.System, cancellation);
        report.Add(Name, "messages of it that arrived", drain.Received, "messages", $"{Backlog:N0}", drain.Received == Backlog);
        report.Add(Name, "draining it, a message", Stopwatch.GetElapsedTime(start).TotalMicroseconds / Backlog, "us");
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}

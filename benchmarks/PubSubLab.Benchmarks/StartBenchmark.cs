using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks;

/// <summary>From process start until it listens, what it weighs and burns when idle, and after 100,000 messages.</summary>
internal sealed class StartBenchmark : IBenchmark
{
    private const int Starts = 7;

    public string Name => "start";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        await MeasureStartsAsync(report, cancellation);
        await using var broker = await BrokerProcess.StartOursAsync();
        using var client = new RawClient(broker.Endpoint);
        var (topic, subscription) = await client.CreateAsync(cancellation);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellation);
        var idle = broker.Memory / 1024.0 / 1024;
        report.Add(Name, "ours: memory when idle", idle, "MiB", "under 100 MB", idle < 95.4);
        var cpu = broker.Cpu;
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, cancellation);
        report.Add(Name, "ours: processor time in 3 idle seconds", (broker.Cpu - cpu).TotalMilliseconds, "ms", "none", (broker.Cpu - cpu).TotalMilliseconds < 30);

        var before = await broker.CollectAsync();
        await using (var drain = await Drain.StartAsync(client, subscription, 1, 100_000, cancellation))
        {
            var publisher = client.Publisher();
            var batch = RawClient.Batch(topic, 1000);
            for (var i = 0; i < 100; i++)
            {
                await publisher.PublishAsync(batch, cancellationToken: cancellation);
            }

            await drain.Done.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, cancellation);
        }

        var after = await broker.CollectAsync();
        report.Add(Name, "ours: in use after 100,000 messages were drained, beside before", (after - before) / 1024.0 / 1024, "MiB more");
        report.Add(Name, "ours: memory after 100,000 messages", broker.Memory / 1024.0 / 1024, "MiB");
    }

    // Of several starts side by side the fastest has the least of other programs in it.
    private async Task MeasureStartsAsync(Report report, CancellationToken cancellation)
    {
        using var program = await PublishedProgram.PublishAsync(cancellation);
        var ours = new List<(TimeSpan Started, TimeSpan Cpu)>();
        var googles = new List<TimeSpan>();
        var (memory, googlesMemory) = (0L, 0L);
        for (var i = 0; i < Starts; i++)
        {
            await using (var published = await BrokerProcess.StartPublishedAsync(program))
            {
                ours.Add((published.Started, published.Cpu));
                memory = published.Memory;
            }

            if (await BrokerProcess.TryStartGoogleAsync(cancellation) is { } google)
            {
                await using (google)
                {
                    googles.Add(google.Started);
                    googlesMemory = google.Memory;
                }
            }
        }

        var best = ours.Min(static start => start.Started);
        report.Add(Name, $"ours: process start until it listens (published, one file; best of {Starts})", best.TotalSeconds, "s", "at most 0.2 s", best.TotalSeconds <= 0.2);
        report.Add(Name, "ours: processor time until it listens, which is what it takes on a machine that does nothing else", ours.Min(static start => start.Cpu).TotalSeconds, "s");
        report.Add(Name, "ours: size of the file", program.Length / 1024.0 / 1024, "MiB");
        report.Add(Name, "ours: memory when it listens (published)", memory / 1024.0 / 1024, "MiB");
        if (googles.Count > 0)
        {
            report.Add(Name, $"Google's emulator: process start until it listens (best of {Starts})", googles.Min().TotalSeconds, "s");
            report.Add(Name, "Google's emulator: memory when it listens", googlesMemory / 1024.0 / 1024, "MiB");
        }
    }
}

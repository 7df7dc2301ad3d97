using PubSubLab.Benchmarks.Brokers;
using PubSubLab.Benchmarks.Load;

namespace PubSubLab.Benchmarks;

/// <summary>From process start until it listens, what it weighs and burns when idle, and after 100,000 messages.</summary>
internal sealed class StartBenchmark : IBenchmark
{
    public string Name => "start";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        var best = TimeSpan.MaxValue;
        var cpu = TimeSpan.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            await using var once = await BrokerProcess.StartOursAsync();
            best = once.Started < best ? once.Started : best;
            cpu = once.Cpu < cpu ? once.Cpu : cpu;
        }

        report.Add(Name, "ours: process start until it listens (this build, with REST and reflection)", best.TotalSeconds, "s", "within 0.3 s when published", best.TotalSeconds <= 0.3);
        report.Add(Name, "ours: processor time until it listens, which is what it takes on a machine that does nothing else", cpu.TotalSeconds, "s");
        await using var broker = await BrokerProcess.StartOursAsync();
        using var client = new RawClient(broker.Endpoint);
        var (topic, subscription) = await client.CreateAsync(cancellation);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellation);
        var idle = broker.Memory / 1024.0 / 1024;
        report.Add(Name, "ours: memory when idle", idle, "MiB", "under 100 MB", idle < 95.4);
        cpu = broker.Cpu;
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
        if (await BrokerProcess.TryStartGoogleAsync(cancellation) is { } google)
        {
            await using (google)
            {
                report.Add(Name, "Google's emulator: process start until it listens", google.Started.TotalSeconds, "s");
                report.Add(Name, "Google's emulator: memory when idle", google.Memory / 1024.0 / 1024, "MiB");
            }
        }
    }
}

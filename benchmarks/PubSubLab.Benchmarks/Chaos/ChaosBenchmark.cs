using Google.Cloud.PubSub.V1;
using PubSubLab.Benchmarks.Brokers;
using PubSubLab.TotalQueue;

namespace PubSubLab.Benchmarks.Chaos;

/// <summary>The total queue in large: the same run as in the tests, for minutes or an hour, divided among kinds and clients.</summary>
internal sealed class ChaosBenchmark : ITimedBenchmark
{
    private const int Consumers = 3;
    private const int NackPercent = 5;

    public string Name => "chaos";

    public TimeSpan Length { get; set; } = TimeSpan.FromMinutes(1);

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        var npm = NpmFolder();
        if (npm is null)
        {
            report.Note(Name, "npm: run `npm install` in tests/PubSubLab.Emulator.Tests/Npm first");
        }

        var kinds = Enum.GetValues<QueueKind>();
        var share = Length / (kinds.Length * (npm is null ? 1 : 2));
        foreach (var kind in kinds)
        {
            await RunAsync(report, "our client", kind, share, Consumers, host => (name, subscription, ledger, seed) => new OwnConsumer(name, host, subscription, ledger, seed, NackPercent), cancellation);
            if (npm is not null)
            {
                // One at a time: what two processes say has no common order.
                await RunAsync(report, "npm", kind, share, 1, host => (name, subscription, ledger, seed) => new NpmConsumer(name, host, subscription, ledger, seed, NackPercent, kind, npm), cancellation);
            }
        }
    }

    private async Task RunAsync(
        Report report, string client, QueueKind kind, TimeSpan share, int consumers, Func<string, Func<string, SubscriptionName, Ledger, int, IQueueConsumer>> consumer, CancellationToken cancellation)
    {
        var seed = Random.Shared.Next();
        await using var broker = await BrokerProcess.StartOursAsync();
        var run = new ChaosRun(broker.Endpoint, kind, consumer(broker.Endpoint), seed);
        var start = TimeProvider.System.GetTimestamp();
        var figures = await run.RunAsync(_ => TimeProvider.System.GetElapsedTime(start) < share, consumers, cancellation);
        var what = $"{client}, {kind}";
        report.Add(Name, $"{what}, seed {seed}, published", figures.Published, "messages");
        report.Add(Name, $"{what}, lost", figures.Lost, "messages", "0", figures.Lost == 0);
        report.Add(Name, $"{what}, unexpected", figures.Unexpected, "deliveries", "0", figures.Unexpected == 0);
        report.Add(Name, $"{what}, after a confirmed acknowledgement", figures.AfterConfirmation, "deliveries", "0", figures.AfterConfirmation == 0);
        report.Add(Name, $"{what}, out of order", figures.OutOfOrder, "deliveries", "0", figures.OutOfOrder == 0);
        report.Add(Name, $"{what}, duplicates without a reason", figures.Unexplained, "deliveries", "0", figures.Unexplained == 0);
        foreach (var (reason, count) in figures.Duplicates.Where(d => d.Key != Ledger.NoReason).OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            report.Add(Name, $"{what}, duplicates {reason}", count, "deliveries");
        }

        report.Note(Name, $"{what}: {run.Happened}");
    }

    /// <summary>Where the npm client is installed, looking upwards from this program; null where it is not.</summary>
    private static string? NpmFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var npm = Path.Combine(folder.FullName, "tests", "PubSubLab.Emulator.Tests", "Npm");
            if (Directory.Exists(Path.Combine(npm, "node_modules")))
            {
                return npm;
            }
        }

        return null;
    }
}

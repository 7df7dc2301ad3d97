using PubSubLab.EndToEnd.Tests.Support;
using PubSubLab.TotalQueue;

namespace PubSubLab.EndToEnd.Tests.TotalQueue;

/// <summary>After any failure of consumers and connections, every confirmed message is acknowledged, and no unpublished message arrives.</summary>
public sealed class TotalQueueTests(ITestOutputHelper output)
{
    private const int Batches = 60;
    private const int NackPercent = 5;

    [Theory]
    [InlineData(QueueKind.Plain)]
    [InlineData(QueueKind.Ordered)]
    [InlineData(QueueKind.ExactlyOnce)]
    public Task Nothing_is_lost_by_our_client(QueueKind kind) =>
        RunAsync(kind, 3, host => (name, subscription, ledger, seed) => new OwnConsumer(name, host, subscription, ledger, seed, NackPercent));

    [Theory]
    [InlineData(QueueKind.Plain)]
    [InlineData(QueueKind.Ordered)]
    [InlineData(QueueKind.ExactlyOnce)]
    public Task Nothing_is_lost_by_the_npm_client(QueueKind kind)
    {
        var folder = Repository.File("tests", "PubSubLab.Emulator.Tests", "Npm");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(folder, "node_modules")), "@google-cloud/pubsub is not installed: run `npm install` in tests/PubSubLab.Emulator.Tests/Npm.");

        // One at a time: what two processes say has no common order.
        return RunAsync(kind, 1, host => (name, subscription, ledger, seed) => new NpmConsumer(name, host, subscription, ledger, seed, NackPercent, kind, folder));
    }

    private async Task RunAsync(QueueKind kind, int consumers, Func<string, Func<string, Google.Cloud.PubSub.V1.SubscriptionName, Ledger, int, IQueueConsumer>> consumer)
    {
        var seed = Environment.GetEnvironmentVariable("TOTAL_QUEUE_SEED") is { } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : Random.Shared.Next();
        output.WriteLine($"TOTAL_QUEUE_SEED={seed} repeats what happens when.");
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;
        var run = new ChaosRun(host, kind, consumer(host), seed);

        var figures = await run.RunAsync(batches => batches < Batches, consumers, TestContext.Current.CancellationToken);

        output.WriteLine($"{figures}\n{run.Happened}");
        var about = $"seed {seed}: {figures}; {run.Happened}";
        figures.Published.ShouldBe(Batches * 50, about);
        figures.Lost.ShouldBe(0, about);
        figures.Unexpected.ShouldBe(0, about);
        figures.Unexplained.ShouldBe(0, about);
        figures.AfterConfirmation.ShouldBe(0, about);
        figures.OutOfOrder.ShouldBe(0, about);
        figures.Duplicates.Values.Sum().ShouldBeGreaterThan(0, about);
    }
}

using System.Globalization;
using Google.Cloud.PubSub.V1;
using PubSubLab.TotalQueue;

namespace PubSubLab.EndToEnd.Tests.Storage;

/// <summary>
/// The emulator is killed in the middle of its work, again and again: what it confirmed is there in the next life, and nothing else is.
/// PUBSUBLAB_KILL_ROUNDS (50) is the number of kills in all cases together.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Cases = 6;
    private const int NackPercent = 5;

    [Theory]
    [InlineData(QueueKind.Plain)]
    [InlineData(QueueKind.Ordered)]
    [InlineData(QueueKind.ExactlyOnce)]
    public Task Kills_lose_nothing_of_our_client(QueueKind kind) =>
        RunAsync(kind, 3, static (kind, host) => (name, subscription, ledger, seed) => new OwnConsumer(name, host, subscription, ledger, seed, NackPercent));

    [Theory]
    [InlineData(QueueKind.Plain)]
    [InlineData(QueueKind.Ordered)]
    [InlineData(QueueKind.ExactlyOnce)]
    public Task Kills_lose_nothing_of_the_npm_client(QueueKind kind)
    {
        var folder = Repository.File("tests", "PubSubLab.Emulator.Tests", "Npm");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(folder, "node_modules")), "@google-cloud/pubsub is not installed: run `npm install` in tests/PubSubLab.Emulator.Tests/Npm.");
        // One at a time: what two processes say has no common order.
        return RunAsync(kind, 1, (kind, host) => (name, subscription, ledger, seed) => new NpmConsumer(name, host, subscription, ledger, seed, NackPercent, kind, folder));
    }

    private async Task RunAsync(QueueKind kind, int consumers, Func<QueueKind, string, Func<string, SubscriptionName, Ledger, int, IQueueConsumer>> consumer)
    {
        var seed = Environment.GetEnvironmentVariable("TOTAL_QUEUE_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        var rounds = int.Parse(Environment.GetEnvironmentVariable("PUBSUBLAB_KILL_ROUNDS") ?? "50", CultureInfo.InvariantCulture);
        var share = (rounds + Cases - 1) / Cases;
        output.WriteLine($"TOTAL_QUEUE_SEED={seed} repeats after how many steps it is killed.");
        await using var emulator = new MortalEmulator();
        var run = new KillRun(emulator, kind, consumer(kind, emulator.Endpoint), seed);

        var figures = await run.RunAsync(share, consumers, TestContext.Current.CancellationToken);

        var about = $"seed {seed}, {share} kills: {figures}";
        output.WriteLine(about);
        figures.Published.ShouldBePositive(about);
        figures.Lost.ShouldBe(0, about);
        figures.Unexpected.ShouldBe(0, about);
        figures.Unexplained.ShouldBe(0, about);
        figures.AfterConfirmation.ShouldBe(0, about);
        figures.OutOfOrder.ShouldBe(0, about);
    }
}

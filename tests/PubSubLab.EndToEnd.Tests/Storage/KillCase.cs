using System.Globalization;
using Google.Cloud.PubSub.V1;
using PubSubLab.TotalQueue;

namespace PubSubLab.EndToEnd.Tests.Storage;

/// <summary>
/// The emulator is killed in the middle of its work, again and again: what it confirmed is there in the next life, and nothing else is.
/// PUBSUBLAB_KILL_ROUNDS (50) is the number of kills in all cases together.
/// </summary>
/// <param name="output">Gets the seed and the figures.</param>
internal sealed class KillCase(ITestOutputHelper output)
{
    /// <summary>Share of the messages that the consumers give back.</summary>
    public const int NackPercent = 5;

    private const int Cases = 9;

    /// <summary>Number of kills in all cases together.</summary>
    public static int Rounds { get; } = int.Parse(Environment.GetEnvironmentVariable("PUBSUBLAB_KILL_ROUNDS") ?? "50", CultureInfo.InvariantCulture);

    /// <summary>Repeats when it is killed.</summary>
    public static int Seed { get; } = Environment.GetEnvironmentVariable("TOTAL_QUEUE_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();

    /// <summary>Runs the three kinds of queue at once: under exactly-once delivery most of the time is waiting for leases to end.</summary>
    /// <param name="start">Makes the emulator of a kind.</param>
    /// <param name="consumers">Number of simultaneous consumers.</param>
    /// <param name="consumer">Makes a consumer of a kind at an endpoint.</param>
    public Task RunAsync(Func<QueueKind, MortalEmulator> start, int consumers, Func<QueueKind, string, Func<string, SubscriptionName, Ledger, int, IQueueConsumer>> consumer) =>
        Task.WhenAll(Enum.GetValues<QueueKind>().Select(async kind =>
        {
            await using var emulator = start(kind);
            await RunAsync(emulator, kind, consumers, consumer(kind, emulator.Endpoint));
        }));

    private async Task RunAsync(MortalEmulator emulator, QueueKind kind, int consumers, Func<string, SubscriptionName, Ledger, int, IQueueConsumer> consumer)
    {
        var share = (Rounds + Cases - 1) / Cases;
        var run = new KillRun(emulator, kind, consumer, Seed);

        var figures = await run.RunAsync(share, consumers, TestContext.Current.CancellationToken);

        var about = $"{kind}: TOTAL_QUEUE_SEED={Seed}, {share} kills{emulator.Deaths}: {figures}";
        output.WriteLine(about);
        figures.Published.ShouldBePositive(about);
        figures.Lost.ShouldBe(0, about);
        figures.Unexpected.ShouldBe(0, about);
        figures.Unexplained.ShouldBe(0, about);
        figures.AfterConfirmation.ShouldBe(0, about);
        figures.OutOfOrder.ShouldBe(0, about);
    }
}

using PubSubLab.TotalQueue;

namespace PubSubLab.EndToEnd.Tests.Storage;

/// <summary>Kills at a write to the disk: strace(1) kills the emulator instead of its nth pwrite.</summary>
public sealed class WriteKillTests(ITestOutputHelper output)
{
    /// <summary>A life of this many writes has begun, published, acknowledged and moved its log into the database.</summary>
    private const int MostWrites = 800;

    /// <summary>More than the first start writes, which makes the database.</summary>
    private const int WritesOfFirstStart = 36;

    [Fact]
    public async Task A_kill_at_a_write_loses_nothing()
    {
        await Strace.SkipUnlessItWorksAsync();
        await new KillCase(output).RunAsync(
            static kind =>
            {
                var random = new Random(KillCase.Seed + (int)kind);
                // As many between 10 and 100 as between 100 and 1,000.
                return new MortalEmulator(() => (int)Math.Exp(random.NextDouble() * Math.Log(MostWrites)));
            },
            3,
            static (_, host) => (name, subscription, ledger, seed) => new OwnConsumer(name, host, subscription, ledger, seed, KillCase.NackPercent));
    }

    [Fact]
    public async Task A_kill_at_a_write_of_the_first_start_leaves_a_directory_that_opens()
    {
        await Strace.SkipUnlessItWorksAsync();
        // With 400 rounds, every one.
        var step = Math.Max(1, 400 / KillCase.Rounds);
        var died = 0;
        for (var write = 1 + (KillCase.Seed % step); write <= WritesOfFirstStart; write += step)
        {
            await using var emulator = new MortalEmulator(() => write) { MayDie = true };
            died += await emulator.TryStartAsync() ? 0 : 1;
            await emulator.KillAsync();
            emulator.MayDie = false;

            await emulator.StartAsync();
            (await Backlog.OfAsync(emulator.Endpoint)).ShouldBeEmpty($"after a kill at write {write}");
        }

        died.ShouldBePositive();
    }
}

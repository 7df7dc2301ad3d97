using PubSubLab.TotalQueue;

namespace PubSubLab.EndToEnd.Tests.Storage;

/// <summary>Kills at random, with npm's client on the other side.</summary>
public sealed class NpmKillTests(ITestOutputHelper output)
{
    [Fact]
    public Task Kills_lose_nothing_of_the_npm_client()
    {
        var folder = Repository.File("tests", "PubSubLab.Emulator.Tests", "Npm");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(folder, "node_modules")), "@google-cloud/pubsub is not installed: run `npm install` in tests/PubSubLab.Emulator.Tests/Npm.");
        // One at a time: what two processes say has no common order.
        return new KillCase(output).RunAsync(
            static _ => new MortalEmulator(),
            1,
            (kind, host) => (name, subscription, ledger, seed) => new NpmConsumer(name, host, subscription, ledger, seed, KillCase.NackPercent, kind, folder));
    }
}

using PubSubLab.TotalQueue;

namespace PubSubLab.EndToEnd.Tests.Storage;

/// <summary>Kills at random, with our client on the other side.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    [Fact]
    public Task Kills_lose_nothing_of_our_client() => new KillCase(output).RunAsync(
        static _ => new MortalEmulator(),
        3,
        static (_, host) => (name, subscription, ledger, seed) => new OwnConsumer(name, host, subscription, ledger, seed, KillCase.NackPercent));
}

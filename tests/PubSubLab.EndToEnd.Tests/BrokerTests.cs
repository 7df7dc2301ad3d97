using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>The lab on an emulator of another process, which goes away and comes back.</summary>
public sealed class BrokerTests
{
    public BrokerTests() => Assert.SkipUnless(Tmux.IsThere, "tmux is not installed.");

    [Fact]
    public async Task A_dead_broker_is_said_and_workers_can_be_killed_and_the_lab_ended()
    {
        var (broker, host) = await Lab.StartEmulatorAsync();
        await using var ended = broker;
        await using var tmux = await OpenLabAsync(host);
        await broker.SignalAsync("KILL");
        await tmux.UntilAsync("◌ reconnecting");
        await tmux.UntilAsync("◌ no stream");

        await tmux.PressAsync("2", "DC");
        await tmux.UntilAsync("✗ killed");
        await tmux.UntilAsync("✗ unreachable");
        await tmux.PressAsync("C-q");

        await tmux.UntilAsync("ended with 0");
        (await tmux.ModesAsync()).ShouldBe("0 1 0");
    }

    [Fact]
    public async Task A_broker_that_comes_back_empty_is_mended_with_a_key()
    {
        var (broker, host) = await Lab.StartEmulatorAsync();
        await using var ended = broker;
        await using var tmux = await OpenLabAsync(host);
        await broker.SignalAsync("KILL");
        await tmux.UntilAsync("◌ no stream");

        await using var empty = Lab.Start($"emulator --port {host[(host.LastIndexOf(':') + 1)..]}");
        await tmux.UntilAsync("✗ empty, m mends");
        await tmux.UntilAsync("✗ failed");
        await tmux.PressAsync("m");
        await tmux.UntilAsync(s => s.Contains("● emulator", StringComparison.Ordinal) && s.Contains("+ mended", StringComparison.Ordinal) && s.Contains("2 Flow ─ 2 running", StringComparison.Ordinal));
        await tmux.PressAsync("p");

        await tmux.UntilAsync("#2     ✓ acked");
        await tmux.PressAsync("C-q");
        await tmux.UntilAsync("ended with 0");
    }

    private static async Task<Tmux> OpenLabAsync(string host)
    {
        var tmux = await Tmux.OpenAsync(120, 36);
        try
        {
            await tmux.TypeAsync($"{Lab.Program} lab --emulator-host {host} --no-config; echo ended with $?");
            await tmux.UntilAsync("+ started");
            await tmux.PressAsync("+");
            await tmux.UntilAsync("2 Flow ─ 2 running");
            await tmux.PressAsync("p");
            await tmux.UntilAsync("#1     ✓ acked");
            return tmux;
        }
        catch
        {
            await tmux.DisposeAsync();
            throw;
        }
    }
}

using System.Diagnostics;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Storage;

/// <summary>The lab on a data directory, killed and opened again: the real program in a real terminal.</summary>
public sealed class KilledLabTests : IDisposable
{
    private const string Done = "ended with";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("pubsublab-lab-");

    public KilledLabTests() => Assert.SkipUnless(Tmux.IsThere, "tmux is not installed.");

    private string Data => Path.Combine(_directory.FullName, "orders");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_killed_lab_opens_with_its_backlog_its_log_and_its_workers_on_one_key()
    {
        await using var tmux = await Tmux.OpenAsync(120, 36);
        await tmux.TypeAsync(Open);
        await tmux.UntilAsync("+ started");
        await tmux.PressAsync("2", "s");
        await tmux.UntilAsync("w1 Slow 5 s");
        await tmux.PressAsync("p");
        await tmux.UntilAsync("→ delivered");
        await tmux.UntilAsync(_ => Kept("lab-journal.ndjson", "\"delivered\"") && Kept("lab-workers.json", "\"slow\""));
        using (var kill = Process.Start("kill", ["-9", await tmux.ProcessAsync()]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await tmux.UntilAsync($"{Done} 137");
        await tmux.TypeAsync($"reset; {Open}");
        var screen = await tmux.UntilAsync("r respawns w1 slow of the last run");
        screen.ShouldContain("2 Flow ─ 0 running");
        screen = await tmux.UntilAsync("1 waiting");
        screen.Split('\n')[0].ShouldContain(", orders ");
        screen.Split('\n')[0].ShouldContain("unacked 1 ");
        screen.ShouldContain("orders is open again: ");
        screen.Split('\n').ShouldContain(row => row.StartsWith("│┊", StringComparison.Ordinal) && row.Contains("#1     → delivered      w1", StringComparison.Ordinal));

        await tmux.PressAsync("r");
        await tmux.UntilAsync("w1 of the last run works again.");
        await tmux.UntilAsync("w1 Slow 5 s");
        screen = await tmux.UntilAsync("✓ acked          w1");
        screen.ShouldContain("attempt 2");
        await tmux.UntilAsync(s => s.Split('\n')[0].Contains("unacked 0 ", StringComparison.Ordinal));
        await tmux.PressAsync("C-q");
        await tmux.UntilAsync($"{Done} 0");
    }

    [Fact]
    public async Task A_lab_whose_own_files_cannot_be_used_opens_and_says_so()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        await using var tmux = await Tmux.OpenAsync(120, 36);
        await tmux.TypeAsync(Open);
        await tmux.UntilAsync("+ started");
        await tmux.PressAsync("C-q");
        await tmux.UntilAsync($"{Done} 0");
        File.Delete(Path.Combine(Data, "lab-journal.ndjson"));
        File.CreateSymbolicLink(Path.Combine(Data, "lab-journal.ndjson"), "/dev/full");
        await File.WriteAllTextAsync(Path.Combine(Data, "lab-workers.json"), "{\"version\":", TestContext.Current.CancellationToken);

        await tmux.TypeAsync($"clear; {Open}");
        await tmux.UntilAsync("LOG NOT KEPT");
        var screen = await tmux.UntilAsync("Log and workers are not kept in orders: The disk is full.");
        screen.ShouldContain("2 Flow ─ 0 running");
        screen.ShouldContain("lab-workers.json cannot be read");
        await tmux.PressAsync("Escape");
        await tmux.UntilAsync(s => !s.Contains("What went wrong", StringComparison.Ordinal));
        await tmux.PressAsync("C-q");
        await tmux.UntilAsync($"{Done} 0");
    }

    private string Open => $"{Lab.Program} lab --port 0 --no-config --data-dir {Data}; echo {Done} $?";

    private bool Kept(string file, string text) => File.Exists(Path.Combine(Data, file)) && File.ReadAllText(Path.Combine(Data, file)).Contains(text, StringComparison.Ordinal);
}

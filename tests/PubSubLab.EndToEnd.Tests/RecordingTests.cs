using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>The lab recorded and looked at again, the real program in a real terminal.</summary>
public sealed class RecordingTests : IDisposable
{
    private const string Done = "ended with";

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"pubsublab-{Guid.NewGuid().ToString("N")[..8]}.ndjson");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task What_was_recorded_is_looked_at_again_at_every_moment()
    {
        Assert.SkipUnless(Tmux.IsThere, "tmux is not installed.");
        await using var tmux = await Tmux.OpenAsync(120, 36);
        await tmux.TypeAsync($"{Lab.Program} lab --port 0 --no-config --record {_file}; echo {Done} $?");
        await tmux.UntilAsync("2 Flow ─ 1 running");
        await tmux.PressAsync("s");
        await tmux.UntilAsync("Slow 5 s");
        await tmux.PressAsync("p");
        await tmux.UntilAsync("→ delivered");
        await tmux.PressAsync("2", "DC");
        await tmux.UntilAsync("✗ killed");
        await tmux.PressAsync("C-q");
        await tmux.UntilAsync($"{Done} 0");

        await tmux.TypeAsync($"clear; {Lab.Program} lab --no-config --replay {_file}; echo {Done} again $?");
        await tmux.UntilAsync("recording");
        await tmux.UntilAsync("1 lease ends in");
        await StepBackUntilAsync(tmux, "w1 Slow 5 s");
        (await tmux.ScreenAsync()).ShouldContain("HELD");
        var screen = await StepBackUntilAsync(tmux, "w1 Echo ");
        screen.ShouldContain("unacked 0");
        await tmux.PressAsync("2", "DC");
        await tmux.UntilAsync("Kill: this is a recording");
        await tmux.PressAsync("Space");
        await tmux.UntilAsync("1 lease ends in");
        await tmux.PressAsync("C-q");
        await tmux.UntilAsync($"{Done} again 0");
    }

    [Fact]
    public async Task A_recording_that_was_cut_short_opens_and_says_so()
    {
        Assert.SkipUnless(Tmux.IsThere, "tmux is not installed.");
        await File.WriteAllTextAsync(
            _file, """
            {"sequence":1,"time":"2026-03-14T12:00:00Z","kind":"workerStarted","worker":"w1","subscription":"s","detail":"Echo, accepts everything"}
            {"sequence":2,"time":"2026-03-14T12:00:
            """, TestContext.Current.CancellationToken);
        await using var tmux = await Tmux.OpenAsync(120, 36);
        await tmux.TypeAsync($"{Lab.Program} lab --no-config --replay {_file}; echo {Done} $?");
        await tmux.UntilAsync("ends here in the middle of a line");
        await tmux.PressAsync("C-q");
        await tmux.UntilAsync($"{Done} 0");
    }

    [Theory]
    [InlineData("no recording at all\n", "line 1, is no recorded event")]
    [InlineData("{\"sequence\":1,\"time\":\"2026-03-14T12:00:00Z\",\"kind\":\"note\"}\n{\"some\":\"log\"}\n", "line 2, is no recorded event")]
    [InlineData("", "is empty: nothing was recorded in it.")]
    [InlineData(null, "cannot be read")]
    public async Task A_file_that_is_no_recording_is_refused_with_a_sentence(string? content, string sentence)
    {
        Assert.SkipUnless(Tmux.IsThere, "tmux is not installed.");
        if (content is not null)
        {
            await File.WriteAllTextAsync(_file, content, TestContext.Current.CancellationToken);
        }

        await using var tmux = await Tmux.OpenAsync(200, 20);
        await tmux.TypeAsync($"{Lab.Program} lab --no-config --replay {_file}; echo {Done} $?");
        var screen = await tmux.UntilAsync($"{Done} 1");
        screen.ShouldContain(sentence);
        screen.ShouldNotContain("   at ");
    }

    /// <summary>Goes back event by event until the screen shows it.</summary>
    private static async Task<string> StepBackUntilAsync(Tmux tmux, string text)
    {
        using var limit = new CancellationTokenSource(Lab.Patience);
        var screen = await tmux.ScreenAsync();
        while (!screen.Contains(text, StringComparison.Ordinal))
        {
            limit.Token.ThrowIfCancellationRequested();
            var before = screen;
            await tmux.PressAsync("{");
            screen = await tmux.UntilAsync(s => s != before);
        }

        return screen;
    }
}

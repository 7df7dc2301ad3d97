using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>The screen as a person has it: the real program in a real terminal.</summary>
public sealed class ScreenTests
{
    private const string Done = "ended with";

    public ScreenTests() => Assert.SkipUnless(Tmux.IsThere, "tmux is not installed.");

    [Fact]
    public async Task The_walk_of_the_README_shows_what_it_says()
    {
        await using var tmux = await OpenLabAsync(120, 36);
        await tmux.PressAsync("Enter");
        await tmux.UntilAsync(s => s.Contains("published", StringComparison.Ordinal) && s.Contains("acked", StringComparison.Ordinal));
        await tmux.PressAsync("+");
        await tmux.UntilAsync("2 Workers ─ 2 running");
        await tmux.PressAsync("2", "s");
        await tmux.UntilAsync("Slow 5 s");
        await tmux.PressAsync("k");
        await tmux.UntilAsync("killed");
        await tmux.PressAsync("F2");
        await tmux.UntilAsync("Experiments");
        await tmux.PressAsync("F3");
        await tmux.UntilAsync("◆ lab-tasks");
        await tmux.PressAsync("Escape");
        await tmux.UntilAsync("1 Publisher");
        await tmux.PressAsync("F1");
        await tmux.UntilAsync("Esc closes");
        await tmux.PressAsync("Escape");

        // A key right behind Escape is, to a terminal, that key with Alt.
        await tmux.UntilAsync(s => !s.Contains("Esc closes", StringComparison.Ordinal));
        await tmux.PressAsync("C-q");
        await tmux.UntilAsync($"{Done} 0");
    }

    [Fact]
    public async Task Time_stops_and_steps_to_the_end_of_a_lease()
    {
        await using var tmux = await OpenLabAsync(120, 36);
        await tmux.PressAsync("s");
        await tmux.PressAsync("p");
        await tmux.UntilAsync("→ delivered");
        await tmux.PressAsync("h");
        await tmux.UntilAsync("TIME STOPPED");
        await tmux.PressAsync("j");
        await tmux.UntilAsync("to the next deadline");
        await tmux.PressAsync("h");
        await tmux.UntilAsync("TIME MOVED");
        await tmux.UntilAsync("✓ acked");
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_and_gives_the_terminal_back(string signal)
    {
        await using var tmux = await OpenLabAsync(100, 30);
        await tmux.PressAsync("P");
        await tmux.UntilAsync("acked");
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", await tmux.ProcessAsync()]);
        await kill.WaitForExitAsync();
        await tmux.UntilAsync($"{Done} 0");
        await tmux.TypeAsync("echo the shell is back");
        await tmux.UntilAsync("the shell is back");
    }

    [Fact]
    public async Task Suspended_it_leaves_the_shell_and_comes_back()
    {
        await using var tmux = await OpenLabAsync(100, 30);
        await tmux.PressAsync("C-z");
        await tmux.UntilAsync("Stopped");
        await tmux.TypeAsync("fg");
        await tmux.UntilAsync("2 Workers");
        await tmux.PressAsync("C-q");
        await tmux.UntilAsync(s => s.TrimEnd().EndsWith("\n$", StringComparison.Ordinal));
        await tmux.TypeAsync("echo and again $?");
        await tmux.UntilAsync("and again 0");
    }

    [Fact]
    public async Task A_pipe_and_a_dumb_terminal_are_told_what_to_use_instead()
    {
        await using var tmux = await Tmux.OpenAsync(100, 30);
        await tmux.TypeAsync($"{Lab.Program} lab --port 0 --no-config | cat");
        await tmux.UntilAsync("experiment");
        await tmux.TypeAsync($"clear; TERM=dumb {Lab.Program} lab --port 0 --no-config; echo {Done} $?");
        var screen = await tmux.UntilAsync($"{Done} 1");
        screen.ShouldContain("dumb");
    }

    [Fact]
    public async Task Without_colour_there_is_none()
    {
        await using var tmux = await Tmux.OpenAsync(100, 30);
        await tmux.TypeAsync($"NO_COLOR=1 {Lab.Program} lab --port 0 --no-config; echo {Done} $?");
        await tmux.UntilAsync("2 Workers");
        (await tmux.ColouredAsync()).ShouldNotContain("[38;2;");
        await tmux.PressAsync("C-q");
        await tmux.UntilAsync($"{Done} 0");
    }

    private static async Task<Tmux> OpenLabAsync(int width, int height)
    {
        var tmux = await Tmux.OpenAsync(width, height);
        await tmux.TypeAsync($"{Lab.Program} lab --port 0 --no-config; echo {Done} $?");
        await tmux.UntilAsync("2 Workers ─ 1 running");
        return tmux;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
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
        await tmux.UntilAsync("2 Flow ─ 2 running");
        await tmux.PressAsync("2", "s");
        await tmux.UntilAsync("Slow 5 s");
        await tmux.PressAsync("2", "DC");
        await tmux.UntilAsync("killed");
        await tmux.PressAsync("F2");
        await tmux.UntilAsync("Course");
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
        await tmux.PressAsync(",");
        await tmux.UntilAsync("TIME STOPPED");
        await tmux.PressAsync(".");
        await tmux.UntilAsync("on: w1 acked #1. Time stands still");
        await tmux.UntilAsync("✓ acked");

        // One step reaches the killed worker's leases, even if something else waits too.
        await tmux.PressAsync("p");
        await tmux.UntilAsync("#2     ← receipt");
        await tmux.PressAsync("2", "DC");
        await tmux.UntilAsync("1 lease ends in 10 s");
        await tmux.PressAsync(".");
        await tmux.UntilAsync("on: w1's lease on #2 ended. Time stands still");
        await tmux.PressAsync(",");
        await tmux.UntilAsync("TIME MOVED");
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task A_signal_ends_it_and_gives_the_terminal_back(string signal)
    {
        await using var tmux = await OpenLabAsync(100, 30);
        await tmux.PressAsync("P");
        var port = PortOf(await tmux.UntilAsync("acked"));
        using var kill = Process.Start("kill", [$"-{signal}", await tmux.ProcessAsync()]);
        await kill.WaitForExitAsync();
        await tmux.UntilAsync($"{Done} 0");
        await IsPlainAsync(tmux);
        IsFree(port).ShouldBeTrue();
    }

    [Fact]
    public async Task A_window_that_is_closed_leaves_no_process_and_no_port_behind()
    {
        await using var tmux = await OpenLabAsync(100, 30);
        await tmux.PressAsync("P");
        var port = PortOf(await tmux.UntilAsync("acked"));
        using var lab = Process.GetProcessById(int.Parse(await tmux.ProcessAsync(), CultureInfo.InvariantCulture));
        await tmux.HangUpAsync();

        using var limit = new CancellationTokenSource(Lab.Patience);
        await lab.WaitForExitAsync(limit.Token);
        IsFree(port).ShouldBeTrue();
    }

    [Fact]
    public async Task Ctrl_C_in_the_middle_of_a_burst_ends_it_at_once_and_gives_the_terminal_back()
    {
        await using var tmux = await Tmux.OpenAsync(120, 36);
        await tmux.TypeAsync($"before=$(stty -g); {Lab.Program} lab --port 0 --no-config; echo {Done} $?; [ \"$before\" = \"$(stty -g)\" ] && echo tty kept $((1 + 1))");
        await tmux.UntilAsync("2 Flow ─ 1 running");
        await tmux.PressAsync("Up", "Up", "BSpace", "100000");
        await tmux.UntilAsync("Count        100000");
        await tmux.PressAsync("Enter");
        var burst = await tmux.UntilAsync("acked");
        await tmux.PressAsync("C-c");
        await tmux.UntilAsync("tty kept 2");
        (await tmux.ScreenAsync()).ShouldContain($"{Done} 0");
        await IsPlainAsync(tmux);
        IsFree(PortOf(burst)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_terminal_without_UTF8_gets_frames_in_ASCII()
    {
        await using var tmux = await Tmux.OpenAsync(100, 30);
        await tmux.TypeAsync($"LC_ALL=C {Lab.Program} lab --port 0 --no-config; echo {Done} $?");
        await tmux.UntilAsync("2 Flow - 1 running");
        await tmux.PressAsync("p");
        await tmux.UntilAsync("V acked");
        foreach (var key in new[] { "3", "L", "F1" })
        {
            await tmux.PressAsync(key);
        }

        var screen = await tmux.UntilAsync("Esc closes");
        System.Text.Ascii.IsValid(screen).ShouldBeTrue(screen);
    }

    [Fact]
    public async Task Every_size_is_drawn_whole_while_the_window_is_being_resized()
    {
        await using var tmux = await OpenLabAsync(80, 24);
        await tmux.PressAsync("P");
        await tmux.UntilAsync("acked");
        foreach (var (width, height) in new[] { (60, 15), (200, 60), (50, 10), (80, 24) })
        {
            await tmux.ResizeAsync(width, height);
            var screen = width < 60
                ? await tmux.UntilAsync("This window is 50x10")
                : await tmux.UntilAsync(s => IsWhole(s, width, height));
            screen.ShouldNotContain("Exception");
        }

        await tmux.PressAsync("C-q");
        await tmux.UntilAsync($"{Done} 0");
    }

    [Theory]
    [InlineData("C-q", $"{Done} 0")]
    [InlineData("C-c", $"{Done} 0")]
    [InlineData("C-z", "Stopped")]
    public async Task A_window_that_grew_has_nothing_of_the_lab_left_in_it(string key, string said)
    {
        await using var tmux = await OpenLabAsync(80, 24);
        await tmux.ResizeAsync(120, 36);
        await tmux.UntilAsync(s => IsWhole(s, 120, 36));
        await tmux.PressAsync(key);
        var rows = (await tmux.UntilAsync(said)).Split('\n');
        // The shell's first rows still show the typed command and its output.
        rows[0].ShouldStartWith("$ ");
        rows.ShouldAllBe(r => !r.Contains("PubSubLab ", StringComparison.Ordinal) && !r.Contains('│', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Suspended_it_leaves_the_shell_and_comes_back()
    {
        await using var tmux = await OpenLabAsync(100, 30);
        await tmux.PressAsync("C-z");
        await tmux.UntilAsync("Stopped");
        await tmux.TypeAsync("fg");
        await tmux.UntilAsync("2 Flow");
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
        await tmux.UntilAsync("2 Flow");
        (await tmux.ColouredAsync()).ShouldNotContain("[38;2;");
        await tmux.PressAsync("C-q");
        await tmux.UntilAsync($"{Done} 0");
    }

    /// <summary>The port of the lab's own emulator, from the header.</summary>
    private static int PortOf(string screen)
    {
        const string before = "embedded :";
        var from = screen.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return int.Parse(screen[from..screen.IndexOf(' ', from)], CultureInfo.InvariantCulture);
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
    }

    /// <summary>The terminal is a shell's again: no full-screen program, the cursor there, the mouse its own, and what is typed is echoed and run.</summary>
    private static async Task IsPlainAsync(Tmux tmux)
    {
        (await tmux.ModesAsync()).ShouldBe("0 1 0");
        await tmux.TypeAsync("echo the shell $((1 + 1)) is back");
        await tmux.UntilAsync("the shell 2 is back");
    }

    /// <summary>Header, panes and status bar fill the window, and every row of a pane ends in its frame.</summary>
    private static bool IsWhole(string screen, int width, int height)
    {
        var rows = screen.TrimEnd('\n').Split('\n');
        var panes = rows.Where(r => r.Length > 0 && "╔║╚┌│└".Contains(r[0], StringComparison.Ordinal)).ToList();
        return rows.Length == height && rows[0].StartsWith(" PubSubLab", StringComparison.Ordinal) && rows[^1].Contains("Ctrl+C Quit", StringComparison.Ordinal)
            && panes.Count >= height - 3 && panes.TrueForAll(r => r.Length == width && "╗║╝┐│┘".Contains(r[^1], StringComparison.Ordinal));
    }

    private static async Task<Tmux> OpenLabAsync(int width, int height)
    {
        var tmux = await Tmux.OpenAsync(width, height);
        try
        {
            await tmux.TypeAsync($"{Lab.Program} lab --port 0 --no-config; echo {Done} $?");
            await tmux.UntilAsync("+ started");
            return tmux;
        }
        catch
        {
            // Nobody else has it yet, and the server would outlive the test.
            await tmux.DisposeAsync();
            throw;
        }
    }
}

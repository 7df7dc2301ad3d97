using System.Globalization;
using System.Runtime.Versioning;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary><c>emulator -- COMMAND</c>: a test command with an emulator of its own.</summary>
public sealed class EmulatorCommandTests
{
    [Fact]
    public async Task The_command_has_the_emulator_its_own_output_and_the_exit_code()
    {
        await using var lab = Lab.Start(
            ["emulator", "--project", "demo", "--", "sh", "-c", "echo $PUBSUB_PROJECT_ID $PUBSUB_EMULATOR_HOST \"$@\"; exit 7", "sh", "--port", "a b"]);

        (await lab.EndAsync()).ShouldBe(7);

        var host = lab.Errors[0]["PUBSUB_EMULATOR_HOST=".Length..];
        lab.Lines.ShouldHaveSingleItem().ShouldBe($"demo {host} --port a b");
        lab.Errors[1].ShouldStartWith($"Server started, listening on {host.Split(':')[1]}");
    }

    [Fact]
    public async Task The_emulator_serves_while_the_command_runs()
    {
        await using var lab = Lab.Start(["emulator", "--", Lab.Program, "health"], ("PUBSUB_PROJECT1", "p,orders:orders-eu"));

        (await lab.EndAsync()).ShouldBe(0, string.Join('\n', lab.Errors));

        lab.Lines.ShouldHaveSingleItem().ShouldEndWith("is healthy.");
        lab.Errors.ShouldContain("PUBSUB_PROJECT1: project p, topics: 1, subscriptions: 1.");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    public async Task Each_signal_goes_to_the_command(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        await using var lab = Lab.Start(
            ["emulator", "--", "sh", "-c", $"trap 'n=$((n+1)); echo got $n; [ $n -lt 3 ] || exit 40' {signal}; n=0; echo ready; while :; do sleep 0.05; done"]);
        await lab.LineAsync(line => line == "ready");

        for (var i = 1; i <= 3; i++)
        {
            await lab.SignalAsync(signal);
            await lab.LineAsync(line => line == $"got {i}");
        }

        (await lab.EndAsync()).ShouldBe(40);
        lab.Lines.ShouldBe(["ready", "got 1", "got 2", "got 3"]);
    }

    [Fact]
    public async Task A_command_that_a_signal_ends_gives_the_code_of_a_shell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        await using var lab = Lab.Start(["emulator", "--", "sh", "-c", "echo $$; exec sleep 600"]);
        var id = int.Parse(await lab.LineAsync(static _ => true), CultureInfo.InvariantCulture);

        await lab.SignalAsync("TERM");

        (await lab.EndAsync()).ShouldBe(128 + 15);
        Directory.Exists($"/proc/{id}").ShouldBeFalse();
    }

    [Fact]
    public async Task Ctrl_C_on_a_terminal_reaches_the_command_once()
    {
        Assert.SkipUnless(Tmux.IsThere, "tmux is not installed.");
        await using var tmux = await Tmux.OpenAsync(100, 20);
        var script = Path.Combine(Path.GetTempPath(), $"pubsublab-{Guid.NewGuid():N}.sh");
        await File.WriteAllTextAsync(script, "trap 'n=$((n+1)); echo \"<caught $n>\"' INT; n=0; echo '<waits>'; while [ $n -lt 2 ]; do sleep 0.05; done; exit 9\n");
        try
        {
            await tmux.TypeAsync($"{Lab.Program} emulator -- sh {script} 2>/dev/null; echo \"<code $?>\"");
            await tmux.UntilAsync("<waits>");
            await tmux.PressAsync("C-c");
            var screen = await tmux.UntilAsync("<caught 1>");
            screen.ShouldNotContain("<caught 2>");

            await tmux.PressAsync("C-c");
            screen = await tmux.UntilAsync("<code 9>");
            screen.ShouldContain("<caught 2>");
            screen.ShouldNotContain("<caught 3>");
        }
        finally
        {
            File.Delete(script);
        }
    }

    [Theory]
    [InlineData("no-such-command", 127, "The command 'no-such-command' is not found on the PATH.")]
    [InlineData("./no-such-command", 127, "The command './no-such-command' is not found.")]
    [InlineData("/etc/passwd", 126, "The command '/etc/passwd' cannot be started: '/etc/passwd' is not executable")]
    [InlineData("/etc", 126, "The command '/etc' cannot be started: '/etc' is a directory.")]
    [InlineData("", 127, "The command behind -- is empty.")]
    public async Task A_command_that_cannot_be_started_ends_it_before_it_begins(string command, int code, string sentence)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The paths are those of Unix.");
        await using var lab = Lab.Start(["emulator", "--", command]);

        (await lab.EndAsync()).ShouldBe(code);

        lab.Errors.ShouldHaveSingleItem().ShouldStartWith(sentence);
        lab.Lines.ShouldBeEmpty();
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_script_without_a_first_line_runs_in_the_shell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Scripts of sh are those of Unix.");
        var script = Path.Combine(Path.GetTempPath(), $"pubsublab-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(script, "echo $1; exit 3\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            await using var lab = Lab.Start(["emulator", "--", script, "x"]);

            (await lab.EndAsync()).ShouldBe(3);
            lab.Lines.ShouldBe(["x"]);
        }
        finally
        {
            File.Delete(script);
        }
    }
}

using PubSubLab.Embedded;
using PubSubLab.Lab.Ports;
using PubSubLab.TestSupport;

namespace PubSubLab.Tests.Embedded;

/// <summary>Signals to a program and all that it has started.</summary>
public sealed class StartedProgramTests
{
    [Fact]
    public async Task A_stop_lets_the_program_end_by_itself()
    {
        await using var program = await StartAsync("trap 'echo asked; exit 3' TERM; echo ready; while :; do sleep 0.05; done");

        await program.StopAsync(Eventually.Patience * 2).EndsAsync();

        await program.Ended;
        program.ExitCode.ShouldBe(3);
        program.LastLines.ShouldContain("asked");
    }

    [Fact]
    public async Task A_kill_ends_what_the_program_has_started()
    {
        // A child that holds the output open and is no child of the program any more.
        await using var program = await StartAsync("(sleep 100000 & echo $!); echo ready; while :; do sleep 0.05; done");
        var child = program.LastLines[0];

        program.Kill();

        await program.Ended.EndsAsync();
        await Eventually.HoldsAsync(() => !Lives(child), $"process {child} has ended");
    }

    [Fact]
    public async Task A_program_that_is_disposed_of_during_a_stop_ends_both()
    {
        var program = await StartAsync("trap '' TERM; echo ready; while :; do sleep 0.05; done");
        var stopping = program.StopAsync(Eventually.Patience * 2);

        await program.DisposeAsync().AsTask().EndsAsync();
        await stopping.EndsAsync();
        program.Kill();

        await program.Ended;
        program.ExitCode.ShouldBe(128 + 9);
    }

    private static async Task<IStartedProgram> StartAsync(string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sh, setsid and /proc are needed.");
        var program = new ProgramHost("localhost:1", "demo").Start(command, Path.GetTempPath(), new Dictionary<string, string>(StringComparer.Ordinal));
        await Eventually.HoldsAsync(() => program.LastLines.Contains("ready", StringComparer.Ordinal), "the program is ready");
        return program;
    }

    // A process that has ended may wait to be collected.
    private static bool Lives(string process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}

using System.Diagnostics;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>The completion scripts in the shells that they are for, as far as these are installed.</summary>
public sealed class CompletionTests
{
    // Bash fills these variables on Tab and calls the function.
    private const string Bash = """
        source <("$2" completion bash)
        COMP_LINE=$1
        COMP_POINT=${#COMP_LINE}
        read -ra COMP_WORDS <<< "$COMP_LINE"
        [[ $COMP_LINE == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        $(complete -p pubsublab | sed 's/.*-F \([^ ]*\).*/\1/')
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    [Theory]
    [InlineData("pubsublab la", "lab")]
    [InlineData("pubsublab lab --re", "--record --replay")]
    [InlineData("pubsublab lab --theme ", "dark high-contrast light monochrome")]
    [InlineData("pubsublab worker --handler ", "echo flaky slow")]
    [InlineData("pubsublab publish --backend r", "rabbitmq redis")]
    [InlineData("pubsublab experiment user-", "user-filter user-nack")]
    [InlineData("pubsublab completion z", "zsh")]
    [InlineData("pubsublab lab --replay nowhere", "")]
    [InlineData("pubsublab emulator --dispatch ", "random round-robin")]
    [InlineData("pubsublab completion bash ", "--help -h")]
    [InlineData("pubsublab screenshot --as ", "cast html svg")]
    [InlineData("/no/such/folder/pubsublab experiment user-", "user-filter user-nack")]
    [InlineData("'/a folder/pubsublab' la", "lab")]
    public async Task Bash_completes(string line, string words)
    {
        Assert.SkipUnless(IsThere("bash"), "bash is not installed.");

        var (code, output) = await RunAsync("bash", "--noprofile", "--norc", "-c", Bash, "bash", line, Lab.Program);

        code.ShouldBe(0, output);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ShouldBe(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Every_verb_is_offered_and_nothing_that_a_shell_takes_for_a_pattern()
    {
        Assert.SkipUnless(IsThere("bash"), "bash is not installed.");

        var (_, output) = await RunAsync("bash", "--noprofile", "--norc", "-c", Bash, "bash", "pubsublab ", Lab.Program);

        var words = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var verb in new[] { "cleanup", "completion", "doctor", "emulator", "experiment", "lab", "publish", "route", "screenshot", "worker", "--replay" })
        {
            words.ShouldContain(verb);
        }

        words.ShouldAllBe(w => !w.Contains('?') && !w.Contains('*') && !w.StartsWith('/'));
    }

    [Theory]
    [InlineData("pubsublab la", "lab")]
    [InlineData("/no/such/folder/pubsublab emulator --dispatch r", "random round-robin")]
    public async Task Fish_completes(string line, string words)
    {
        Assert.SkipUnless(IsThere("fish"), "fish is not installed.");

        var (_, output) = await RunAsync("fish", "--no-config", "-c", "$argv[2] completion fish | source; complete -C $argv[1]", line, Lab.Program);

        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ShouldBe(words.Split(' '));
    }

    [Theory]
    [InlineData("zsh", "-n")]
    [InlineData("fish", "--no-execute")]
    public async Task Other_shells_read_their_script_without_an_error(string shell, string check)
    {
        Assert.SkipUnless(IsThere(shell), $"{shell} is not installed.");

        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(script, (await Lab.RunAsync($"completion {shell}")).Lines, TestContext.Current.CancellationToken);
            var (code, output) = await RunAsync(shell, check, script);
            code.ShouldBe(0, output);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static bool IsThere(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, program)));

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Path.GetTempPath() };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Lab.Patience);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, output + await errors);
    }
}

using System.Text.RegularExpressions;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>The image's scripts, on the command lines that start Google's emulator elsewhere.</summary>
public sealed class GcloudScriptTests
{
    // The commands and waits of each Testcontainers module, and what compose files have; with a free port.
    [Theory]
    [InlineData("/bin/sh -c 'gcloud beta emulators pubsub start --host-port 0.0.0.0:0'", ".*started.*$")]
    [InlineData("/bin/sh -c 'gcloud beta emulators pubsub start --host-port 0.0.0.0:0 --project=test-project'", "Server started")]
    [InlineData("gcloud beta emulators pubsub start --project=test-project --host-port=0.0.0.0:0", "Server started, listening on [1-9][0-9]*")]
    [InlineData("gcloud beta emulators pubsub start --host-port 0.0.0.0:0", "(?s).*started.*$")]
    [InlineData("bash -c \"gcloud beta emulators pubsub start --project=abc --host-port='0.0.0.0:0'\"", "started")]
    [InlineData("gcloud beta emulators pubsub start --host-port=0.0.0.0:0 --project test --data-dir=/data --log-http --verbosity=debug --user-output-enabled", "started")]
    [InlineData("gcloud --quiet alpha emulators pubsub start --user-output-enabled true --verbosity debug --host-port=[::1]:0", "started")]
    [InlineData("sh -c 'gcloud config set project demo && gcloud components install pubsub-emulator --quiet && gcloud emulators pubsub start --host-port=:0'", "started")]
    [InlineData("start gcloud beta emulators pubsub start --host-port=0.0.0.0:0", "started")]
    [InlineData("start --port 0 --no-count-limits", "started")]
    [InlineData("PUBSUB_EMULATOR_HOST=127.0.0.1:0 start", "started")]
    public async Task The_emulator_starts_and_says_so(string command, string wait)
    {
        SkipOnWindows();
        await using var lab = Lab.StartShell($"{Path()}; {(command.StartsWith("PUBSUB", StringComparison.Ordinal) ? "" : "exec ")}{command}");

        await lab.LineAsync(line => Regex.IsMatch(line, wait, RegexOptions.None, TimeSpan.FromSeconds(1)));

        var host = lab.Lines[0]["PUBSUB_EMULATOR_HOST=".Length..];
        (await Lab.RunAsync($"health {host}")).Lines.ShouldHaveSingleItem().ShouldBe($"The emulator on {host} is healthy.");
    }

    [Fact]
    public async Task A_container_listens_for_other_containers_unless_it_is_told_where()
    {
        SkipOnWindows();
        await using var everywhere = Lab.StartShell($"{Path()}; exec start --port 0");
        await using var told = Lab.StartShell($"{Path()}; exec start --host-port 127.0.0.1:0");

        (await everywhere.LineAsync(static line => line.StartsWith("It listens", StringComparison.Ordinal))).ShouldStartWith("It listens on every network");
        await told.SaysAsync("started");
        told.Lines.ShouldNotContain(static line => line.StartsWith("It listens", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gcloud beta emulators pubsub env-init", "", "export PUBSUB_EMULATOR_HOST=localhost:8085")]
    [InlineData("gcloud beta emulators pubsub env-init", "PUBSUB_EMULATOR_HOST=pubsub:1;", "export PUBSUB_EMULATOR_HOST=pubsub:1")]
    [InlineData("start echo --host", "", "--host")]
    public async Task Other_commands_run(string command, string variable, string line)
    {
        SkipOnWindows();
        await using var lab = Lab.StartShell($"{Path()}; {(variable.Length > 0 ? $"export {variable}" : "")} exec {command}");

        (await lab.EndAsync()).ShouldBe(0);
        lab.Lines.ShouldBe([line]);
    }

    [Theory]
    [InlineData("gcloud pubsub topics list", "gcloud: 'gcloud pubsub topics list' is no command.")]
    [InlineData("gcloud", "gcloud: 'gcloud' is no command.")]
    [InlineData("gcloud beta emulators pubsub start --port=80", "gcloud: there is no option '--port'.")]
    [InlineData("gcloud beta emulators pubsub start --host-port", "gcloud: --host-port has no value.")]
    [InlineData("gcloud beta emulators pubsub start -x", "gcloud: there is no option '-x'.")]
    [InlineData("gcloud beta emulators pubsub start --host-port=nowhere:x", "--host-port is 'nowhere:x'. Write host:port")]
    public async Task A_wrong_command_is_refused_in_a_sentence(string command, string sentence)
    {
        SkipOnWindows();
        await using var lab = Lab.StartShell($"{Path()}; exec {command}");

        (await lab.EndAsync()).ShouldBe(2);
        lab.Errors[0].ShouldStartWith(sentence);
    }

    private static string Path() => $"PATH='{Repository.File("image")}:{System.IO.Path.GetDirectoryName(Lab.Program)}':$PATH";

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts are those of a Linux image.");
}

using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Image;

/// <summary>The samples of <c>samples/containers</c>, as far as they run without Docker.</summary>
public sealed class ContainerSampleTests
{
    [Fact]
    public async Task One_line_of_the_compose_file_changes_and_its_command_starts_the_emulator()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is for a Linux image.");
        var googles = await File.ReadAllLinesAsync(Sample("compose.google.yaml"), TestContext.Current.CancellationToken);
        var ours = await File.ReadAllLinesAsync(Sample("compose.yaml"), TestContext.Current.CancellationToken);

        var changed = googles.Zip(ours).Where(pair => pair.First != pair.Second).ShouldHaveSingleItem();
        googles.Length.ShouldBe(ours.Length);
        changed.ShouldBe(("    image: gcr.io/google.com/cloudsdktool/google-cloud-cli:emulators", "    image: pubsublab"));

        const string Field = "command: ";
        var command = ours.Single(line => line.Contains(Field, StringComparison.Ordinal)).Split(Field)[1].Replace("0.0.0.0:8085", "127.0.0.1:0", StringComparison.Ordinal);
        await using var lab = Lab.StartShell($"PATH='{Repository.File("image")}:{Path.GetDirectoryName(Lab.Program)}':$PATH; exec start {command}");
        await lab.LineAsync(static line => line.StartsWith("Server started", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("node", "--check testcontainers/node/pubsub.test.js")]
    [InlineData("python3", "-c 'import ast, sys; ast.parse(open(sys.argv[1]).read())' testcontainers/python/test_pubsub.py")]
    [InlineData("javac", "-XDshould-stop.ifNoError=PARSE testcontainers/java/src/test/java/PubSubTest.java")]
    [InlineData("gofmt", "-l -e testcontainers/go/pubsub_test.go")]
    public async Task A_Testcontainers_sample_is_right_in_its_language(string tool, string arguments)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool))), $"{tool} is not installed.");
        await using var check = Lab.StartShell($"cd '{Sample(".")}' && {tool} {arguments}");

        (await check.EndAsync()).ShouldBe(0, string.Join('\n', check.Errors));
        check.Lines.ShouldBeEmpty();
    }

    private static string Sample(string name) => Repository.File("samples", "containers", name);
}

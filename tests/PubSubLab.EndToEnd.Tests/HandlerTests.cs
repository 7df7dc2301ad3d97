using System.Text.Json;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>The walk of docs/handlers.md: from an empty folder to a message that own code handled.</summary>
public sealed class HandlerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pubsublab-walk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_stranger_who_follows_the_guide_sees_their_own_handler_handle()
    {
        var library = Path.Combine(_folder, "Team");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
        await DotnetTool.RunAsync(_folder, "pack", Repository.File("src", "PubSubLab.Handlers"), "--no-build", "-c", configuration, "-o", Path.Combine(_folder, "feed"));
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "nuget.config"), """<configuration><packageSources><clear /><add key="feed" value="feed" /></packageSources></configuration>""",
            TestContext.Current.CancellationToken);
        await DotnetTool.RunAsync(_folder, "new", "classlib", "-n", "Team");
        await DotnetTool.RunAsync(library, "add", "package", "PubSubLab.Handlers");
        await File.WriteAllTextAsync(Path.Combine(library, "ResizeHandler.cs"), CodeOfTheGuide(), TestContext.Current.CancellationToken);
        await DotnetTool.RunAsync(library, "build");
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;
        (await Lab.RunAsync("publish --count 2", ("PUBSUB_EMULATOR_HOST", host))).Code.ShouldBe(0);

        var dll = Path.Combine(library, "bin", "Debug", "net10.0", "Team.dll");
        var worker = await Lab.RunAsync($"worker --handlers {dll} --handler resize --until-idle 2s --json", ("PUBSUB_EMULATOR_HOST", host));

        worker.Code.ShouldBe(0, string.Join('\n', worker.Errors));
        var events = worker.Lines.Select(l => JsonDocument.Parse(l).RootElement).ToList();
        events.Count(e => e.GetProperty("kind").GetString() == "acked").ShouldBe(2);
        worker.Lines.Count(l => l.Contains("prints: resized 1123", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("experiment crash")]
    public async Task A_file_that_cannot_be_used_ends_a_verb_without_a_screen_before_it_begins(string verb)
    {
        var run = await Lab.RunAsync($"{verb} --handlers {Path.Combine(_folder, "Team.dll")}", ("PUBSUB_EMULATOR_HOST", "127.0.0.1:9"));

        run.Code.ShouldBe(2);
        run.Errors.ShouldHaveSingleItem().ShouldEndWith("Team.dll' does not exist; build it, and give the path of the .dll in bin.");
    }

    private static string CodeOfTheGuide()
    {
        var guide = File.ReadAllText(Repository.File("docs", "handlers.md"));
        var begin = guide.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;
        return guide[begin..guide.IndexOf("```", begin, StringComparison.Ordinal)];
    }
}

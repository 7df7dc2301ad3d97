using System.Diagnostics;
using System.Text.Json;
using PubSubLab.Emulator.Tests.Support;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>Google's Node.js client against the emulator.</summary>
public sealed class NpmClientTests
{
    [Fact]
    public async Task The_npm_client_sees_filters_dead_letters_replay_of_a_key_and_exactly_once()
    {
        var folder = Repository.Path("tests", "PubSubLab.Emulator.Tests", "Npm");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules")), $"@google-cloud/pubsub is not there: run `npm install` in {Path.GetFileName(folder)} beside this test.");
        await using var emulator = await PubSubEmulator.StartAsync();

        using var process = Process.Start(new ProcessStartInfo("node", ["client.js"])
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { ["PUBSUB_EMULATOR_HOST"] = emulator.Endpoint },
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(limit.Token);

        process.ExitCode.ShouldBe(0, await errors);
        var seen = JsonDocument.Parse(await output).RootElement;
        seen.GetProperty("refused").GetInt32().ShouldBe(3);
        Texts(seen, "nacked").ShouldBe(["yes", "yes", "yes", "yes", "yes"]);
        seen.GetProperty("attempts").EnumerateArray().Select(a => a.GetInt32()).ShouldBe([1, 2, 3, 4, 5]);
        seen.GetProperty("letter").GetString().ShouldBe("5");
        var ordered = Texts(seen, "ordered").ToArray();
        ordered[..2].ShouldBe(["o0", "o1"]);
        ordered.Count(text => text == "o1").ShouldBe(2);
        seen.GetProperty("once").GetString().ShouldBe("SUCCESS");
    }

    private static IEnumerable<string> Texts(JsonElement seen, string name) => seen.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);
}

using System.Text.Json.Nodes;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>
/// The guide shows the answer of one run of <c>migration</c> on four backends, kept in <c>docs/pictures/migration.json</c>. A run of today says
/// the same but for its times. <c>PUBSUBLAB_ACCEPT_FRAMES=1</c> keeps the run of today instead.
/// </summary>
public sealed class MigrationTests(Servers servers)
{
    /// <summary>Rows of times, and of shares that are left to chance.</summary>
    private static readonly string[] s_measured =
    [
        "out of order", "tasks per worker", "killed worker had", "back after", "done twice", "waits for a retry", "done by lab, Python",
    ];

    [Fact]
    public async Task A_real_run_says_what_the_guide_shows()
    {
        Needs.Skip("rabbitmq", python: true);
        var redis = await servers.AloneAsync("redis");
        var rabbitMq = await servers.AloneAsync("rabbitmq");
        var settings = new Dictionary<string, string> { ["BACKEND"] = "embedded", ["RABBITMQ_URL"] = rabbitMq.Url };
        await using var program = LabProgram.Start(redis, settings, ["experiment", "migration", "--json"]);
        await program.EndAsync().WaitAsync(TimeSpan.FromMinutes(8), TestContext.Current.CancellationToken);

        var json = program.Said[program.Said.IndexOf('{', StringComparison.Ordinal)..];
        program.ExitCode.ShouldBe(0, json);
        var file = Repository.File("docs", "pictures", "migration.json");
        if (Environment.GetEnvironmentVariable("PUBSUBLAB_ACCEPT_FRAMES") == "1")
        {
            await File.WriteAllTextAsync(file, json, TestContext.Current.CancellationToken);
        }

        Told(json).ShouldBe(Told(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));
    }

    /// <summary>A run in lines of text, without the values that each run measures anew.</summary>
    private static List<string> Told(string json)
    {
        var run = JsonNode.Parse(json)!;
        return
        [
            $"outcome: {run["outcome"]}",
            $"columns: {run["table"]!["columns"]!.ToJsonString()}",
            .. run["table"]!["rows"]!.AsArray().Select(row => s_measured.Contains($"{row!["name"]}")
                ? $"{row["name"]}: {row["cells"]!.AsArray().Count} cells"
                : $"{row["name"]}: {row["cells"]!.ToJsonString()}"),
            .. run["expectations"]!.AsArray().Select(e => $"{e!["what"]}: {(e["met"]!.GetValue<bool>() ? "met" : "not met")}"),
            .. run["figures"]!.AsArray().Select(f => $"figure: {f!["name"]}"),
        ];
    }
}

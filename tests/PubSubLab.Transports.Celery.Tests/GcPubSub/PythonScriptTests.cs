using System.Text.Json;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.GcPubSub;

/// <summary>
/// The lab's own program on one side, <c>samples/kombu_envelope.py</c> on the other: Kombu's format from Python's standard library over REST,
/// because Debian's Kombu has no gcpubsub.
/// </summary>
public sealed class PythonScriptTests(Servers servers)
{
    [Fact]
    public async Task What_the_script_enqueues_a_worker_of_the_lab_handles_with_the_handler_that_it_names()
    {
        Needs.Skip("gcpubsub");
        Needs.SkipWithoutPython();
        var backend = await servers.BackendAsync("gcpubsub");
        var queue = $"python-{Guid.NewGuid():N}";

        var ids = (await RunAsync(backend, queue, "enqueue", "flaky", """{"task_id": "1123"}""", "--count", "3")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await using var worker = LabProgram.Start(backend, "worker", "--json", "--topic", "unused", "--subscription", queue);
        await using var results = await StoredResults.OpenAsync(backend);

        ids.Length.ShouldBe(3);
        foreach (var id in ids)
        {
            // Flaky fails once: the lab retries as Celery does, and the second attempt is told in the result.
            var result = await results.GetAsync(id.Trim());
            result.GetProperty("status").GetString().ShouldBe("SUCCESS");
            result.GetProperty("result").GetProperty("attempt").GetInt32().ShouldBe(2);
        }

        var emulator = await servers.EmulatorAsync();
        await Eventually.HoldsAsync(() => emulator.Count(queue) == (0, 0), "tasks are left");
    }

    [Fact]
    public async Task What_the_lab_publishes_the_script_reads_back()
    {
        Needs.Skip("gcpubsub");
        Needs.SkipWithoutPython();
        var backend = await servers.BackendAsync("gcpubsub");
        var queue = $"python-{Guid.NewGuid():N}";
        await using var publishing = LabProgram.Start(
            backend, "publish", "--data", """{"task_id":"77"}""", "--attribute", "celery_task=slow", "--topic", "unused", "--subscription", queue);
        await publishing.EndAsync().EndsAsync();
        publishing.ExitCode.ShouldBe(0, publishing.Said);

        using var read = JsonDocument.Parse(await RunAsync(backend, queue, "read"));

        var task = read.RootElement;
        task.GetProperty("task").GetString().ShouldBe("slow");
        task.GetProperty("args").GetRawText().ShouldBe("""[{"task_id": "77"}]""");
        task.GetProperty("attributes").GetRawText().ShouldBe($$"""{"routing_key": "{{queue}}"}""");
        task.GetProperty("properties").GetProperty("delivery_info").GetProperty("routing_key").GetString().ShouldBe(queue);
    }

    private static async Task<string> RunAsync(TestBackend backend, string queue, params string[] arguments)
    {
        await using var process = ServerProcess.Start(
            Needs.PythonPath, [Repository.File("samples", "kombu_envelope.py"), "--queue", queue, .. arguments],
            new Dictionary<string, string> { ["PUBSUB_EMULATOR_HOST"] = backend.Url, ["PROJECT_ID"] = EmulatorServer.Project }, Path.GetTempPath());
        await process.EndAsync().EndsAsync();
        process.ExitCode.ShouldBe(0, process.Said);
        return process.Said;
    }
}

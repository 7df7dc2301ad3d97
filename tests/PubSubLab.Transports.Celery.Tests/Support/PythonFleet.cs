using System.Text.Json;

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>Celery's own tools, looking at a worker of the lab.</summary>
internal static class PythonFleet
{
    /// <summary>The node name of a worker in this process.</summary>
    public static string NodeOf(string worker) => $"{worker}-{Environment.ProcessId}@{Environment.MachineName}";

    /// <summary>Sends a command to a node until it answers, and gives the answer.</summary>
    public static async Task<JsonElement> AskAsync(TestBackend backend, string node, string method, string arguments = "{}")
    {
        JsonElement answer = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                await using var process = Start(backend, ["ask", node, method, arguments]);
                await process.EndAsync().EndsAsync();
                process.ExitCode.ShouldBe(0, process.Said);
                answer = JsonDocument.Parse(process.Said.Trim().Split('\n')[^1]).RootElement;
                return answer.ValueKind != JsonValueKind.Null;
            },
            $"{node} does not answer {method}");
        return answer;
    }

    /// <summary>Follows the events of a node; it has seen one when this completes.</summary>
    public static async Task<ServerProcess> WatchAsync(TestBackend backend, string node)
    {
        var process = Start(backend, ["watch", node]);
        await process.SaysAsync("ready");
        return process;
    }

    /// <summary>The tasks that it saw, at the end of the node.</summary>
    public static async Task<JsonElement> SeenAsync(ServerProcess watch)
    {
        await watch.EndAsync().EndsAsync();
        watch.ExitCode.ShouldBe(0, watch.Said);
        return JsonDocument.Parse(watch.Said.Trim().Split('\n')[^1]).RootElement;
    }

    /// <summary>Runs the command line of Celery.</summary>
    public static async Task<string> CeleryAsync(TestBackend backend, params string[] arguments)
    {
        await using var process = ServerProcess.Start(
            Needs.PythonPath, ["-m", "celery", "-A", "celery_app", .. arguments], PythonProducer.EnvironmentOf(backend, "python"), Path.GetTempPath());
        await process.EndAsync().EndsAsync();
        return process.Said;
    }

    private static ServerProcess Start(TestBackend backend, IEnumerable<string> arguments) => ServerProcess.Start(
        Needs.PythonPath, [Repository.File("tests", "PubSubLab.Transports.Celery.Tests", "Python", "fleet.py"), .. arguments],
        PythonProducer.EnvironmentOf(backend, "python"), Path.GetTempPath());
}

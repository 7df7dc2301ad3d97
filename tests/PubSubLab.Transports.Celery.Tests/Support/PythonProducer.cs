namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>Runs the sample as a producer.</summary>
internal static class PythonProducer
{
    /// <summary>Enqueues, and gives what it printed, a line a task: the id and the result.</summary>
    public static async Task<string[]> RunAsync(TestBackend backend, string queue, params string[] arguments)
    {
        await using var process = ServerProcess.Start(
            Needs.PythonPath, [Repository.File("samples", "celery_app.py"), .. arguments], EnvironmentOf(backend, queue), Path.GetTempPath());
        await process.EndAsync().EndsAsync();
        process.ExitCode.ShouldBe(0, process.Said);
        return process.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    public static IReadOnlyDictionary<string, string> EnvironmentOf(TestBackend backend, string queue) => new Dictionary<string, string>
    {
        ["BROKER_URL"] = backend.Name == "gcpubsub" ? $"gcpubsub://projects/{EmulatorServer.Project}" : backend.Url,
        ["PUBSUB_EMULATOR_HOST"] = backend.Name == "gcpubsub" ? backend.Url : "",
        ["CELERY_RESULT_URL"] = backend.ResultUrl,
        ["QUEUE"] = queue,
        ["TRANSPORT_OPTIONS"] = backend.TransportOptions,
        ["PYTHONPATH"] = $"{Repository.File("samples")}:{Repository.File("tests", "PubSubLab.Transports.Celery.Tests", "Python")}:{Environment.GetEnvironmentVariable("PYTHONPATH")}",
        ["PYTHONDONTWRITEBYTECODE"] = "1",
        ["PYTHONWARNINGS"] = "ignore",
        ["C_FORCE_ROOT"] = "1",
    };
}

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>The lab's own program in a process of its own.</summary>
internal static class LabProgram
{
    public static ServerProcess Start(TestBackend backend, params string[] arguments)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Repository.Path("src", "PubSubLab", "bin", framework.Parent!.Name, framework.Name, "pubsublab");
        return ServerProcess.Start(
            program, arguments,
            new Dictionary<string, string> { ["BACKEND"] = backend.Name, ["REDIS_URL"] = backend.ResultUrl, ["RABBITMQ_URL"] = backend.Name == "rabbitmq" ? backend.Url : "" },
            Path.GetTempPath());
    }
}

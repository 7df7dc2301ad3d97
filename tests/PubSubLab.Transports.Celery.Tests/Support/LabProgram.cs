namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>The lab's own program in a process of its own.</summary>
internal static class LabProgram
{
    public static ServerProcess Start(TestBackend backend, params string[] arguments) => Start(backend, new Dictionary<string, string>(), arguments);

    /// <param name="backend">The broker.</param>
    /// <param name="settings">More variables of its environment.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ServerProcess Start(TestBackend backend, IReadOnlyDictionary<string, string> settings, string[] arguments)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Repository.File("src", "PubSubLab", "bin", framework.Parent!.Name, framework.Name, "pubsublab");
        var environment = new Dictionary<string, string>
        {
            ["BACKEND"] = backend.Name,
            ["REDIS_URL"] = backend.Name == "redis" ? backend.Url : "",
            ["CELERY_RESULT_URL"] = backend.ResultUrl,
            ["PUBSUB_EMULATOR_HOST"] = backend.Name == "gcpubsub" ? backend.Url : "",
            ["RABBITMQ_URL"] = backend.Name == "rabbitmq" ? backend.Url : "",
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        return ServerProcess.Start(program, arguments, environment, Path.GetTempPath());
    }
}

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>Files of the repository, found from where the tests were built.</summary>
internal static class Repository
{
    public static string Path(params string[] parts)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "PubSubLab.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return System.IO.Path.Combine([folder, .. parts]);
    }
}

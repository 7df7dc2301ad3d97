namespace PubSubLab.Emulator.Tests.Support;

/// <summary>A directory that goes with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private int _copies;

    public string Root { get; } = Directory.CreateTempSubdirectory("pubsublab-").FullName;

    /// <summary>The data directory in it.</summary>
    public string Data => Path.Combine(Root, "data");

    /// <summary>Copies the files of a data directory, as a kill would leave them, while the emulator runs and writes nothing.</summary>
    public string CopyAsKilled(string? data = null)
    {
        var copy = Path.Combine(Root, $"copy-{++_copies}");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(data ?? Data, "pubsublab.db*").Where(static file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

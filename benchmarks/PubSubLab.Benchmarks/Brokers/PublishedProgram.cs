using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PubSubLab.Benchmarks.Brokers;

/// <summary>The program as a release has it: one file with .NET inside, published into a folder of its own.</summary>
internal sealed class PublishedProgram : IDisposable
{
    private readonly string _folder;

    private PublishedProgram(string folder) => _folder = folder;

    /// <summary>The file.</summary>
    public string File => Path.Combine(_folder, OperatingSystem.IsWindows() ? "pubsublab.exe" : "pubsublab");

    /// <summary>Size of the file in bytes.</summary>
    public long Length => new FileInfo(File).Length;

    /// <summary>Publishes it for this machine.</summary>
    public static async Task<PublishedProgram> PublishAsync(CancellationToken cancellation)
    {
        var published = new PublishedProgram(Directory.CreateTempSubdirectory("pubsublab-published-").FullName);
        try
        {
            string[] words =
            [
                "publish", Path.Combine(FindRoot(), "src", "PubSubLab"), "-p:PublishProfile=OneFile", "-r", RuntimeInformation.RuntimeIdentifier,
                "-o", published._folder, "-v", "quiet", "--nologo",
            ];
            using var process = Process.Start(new ProcessStartInfo("dotnet", words) { UseShellExecute = false })!;
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0 ? published : throw new InvalidOperationException($"dotnet {string.Join(' ', words)} ended with {process.ExitCode}.");
        }
        catch
        {
            published.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "PubSubLab.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The benchmarks do not run inside the repository.");
        }

        return folder;
    }
}

using System.Diagnostics;

namespace PubSubLab.EndToEnd.Tests.Support;

/// <summary>The SDK, as a person uses it in a folder, without a package feed of the network.</summary>
internal static class DotnetTool
{
    /// <summary>Runs <c>dotnet</c>, and expects success.</summary>
    /// <param name="folder">The current folder; packages are kept in it too.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task RunAsync(string folder, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(Lab.Patience);
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NUGET_PACKAGES"] = Path.Combine(folder, "packages");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK"] = "1";
        foreach (var key in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) && k != "MSBUILDDISABLENODEREUSE").ToList())
        {
            start.Environment.Remove(key);
        }

        using var process = Process.Start(start)!;
        try
        {
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            process.ExitCode.ShouldBe(0, $"dotnet {string.Join(' ', arguments)}: {string.Join('\n', said)}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

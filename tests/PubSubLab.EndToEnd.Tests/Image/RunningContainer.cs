using System.Diagnostics;
using System.Globalization;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Image;

/// <summary>A command that runs in a container.</summary>
internal sealed class RunningContainer : IAsyncDisposable
{
    private const string Announcement = "process ";

    private RunningContainer(Lab lab, int id) => (Lab, Id) = (lab, id);

    /// <summary>Its output and its end.</summary>
    public Lab Lab { get; }

    /// <summary>The command's process, as this machine numbers it.</summary>
    public int Id { get; }

    /// <summary>Starts a command by the image's entry point.</summary>
    /// <param name="buildah">The words in front of a command in the container.</param>
    /// <param name="command">The command, as a shell has it.</param>
    public static async Task<RunningContainer> StartAsync(string[] buildah, string command)
    {
        // Each step replaces the shell, so the command has its process number.
        var lab = Lab.StartOther("buildah", [.. buildah, "pubsublab-start", "/bin/sh", "-c", $"echo {Announcement}$$; exec {command}"]);
        try
        {
            var line = await lab.LineAsync(static line => line.StartsWith(Announcement, StringComparison.Ordinal));
            return new RunningContainer(lab, int.Parse(line[Announcement.Length..], CultureInfo.InvariantCulture));
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Lab.HasEnded)
        {
            // buildah's processes die with the first of them, and leave the command running. So the command ends first.
            using var kill = Process.Start("kill", ["-KILL", $"{Id}"]);
            await kill.WaitForExitAsync();
        }

        await Lab.DisposeAsync();
    }
}

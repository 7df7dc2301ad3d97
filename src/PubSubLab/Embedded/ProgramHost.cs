using System.ComponentModel;
using System.Diagnostics;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Embedded;

/// <summary>Starts programs on the embedded emulator.</summary>
internal sealed class ProgramHost(string emulatorHost, string project) : IProgramHost
{
    private static readonly string[] s_proxyExceptions = ["NO_PROXY", "no_proxy"];

    /// <inheritdoc/>
    public string EmulatorHost => emulatorHost;

    /// <inheritdoc/>
    public string Project => project;

    /// <inheritdoc/>
    public IStartedProgram Start(string command, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = Shell(command);
        (start.WorkingDirectory, start.UseShellExecute) = (folder, false);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // Google's clients else look for a machine of Google Cloud, which takes seconds and warns.
        start.Environment.TryAdd("METADATA_SERVER_DETECTION", "none");

        // A client that honours a proxy must not ask it for an emulator on this machine.
        foreach (var name in s_proxyExceptions)
        {
            start.Environment[name] = string.Join(',', ((string?[])[start.Environment.TryGetValue(name, out var others) ? others : null, "localhost", "127.0.0.1"]).Where(o => !string.IsNullOrEmpty(o)));
        }

        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return new StartedProgram(process);
        }
        catch (Win32Exception e)
        {
            throw new LabException($"'{command}' cannot be started in {folder}: {e.Message}.", e);
        }
    }

    private static ProcessStartInfo Shell(string command)
    {
        if (OperatingSystem.IsWindows())
        {
            // Its shell reads one line: a list of arguments would escape the quotes of the command.
            return new ProcessStartInfo("cmd") { Arguments = $"/d /s /c \"{command}\"" };
        }

        // A session of its own makes its process group the program and all that it starts.
        return OperatingSystem.IsLinux() ? new ProcessStartInfo("setsid", ["sh", "-c", command]) : new ProcessStartInfo("sh", ["-c", command]);
    }
}

using System.ComponentModel;
using System.Diagnostics;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Embedded;

/// <summary>Starts programs on the embedded emulator.</summary>
internal sealed class ProgramHost(string emulatorHost, string project) : IProgramHost
{
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

        EmulatorEnvironment.Complete(start.Environment);
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

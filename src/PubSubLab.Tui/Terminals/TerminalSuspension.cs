using System.Diagnostics;

namespace PubSubLab.Tui.Terminals;

/// <summary>
/// Back to the shell with Ctrl+Z, and again here with fg. The terminal library's own way sends the signal and goes on before it stops,
/// so that it takes the terminal back while it is already the shell's; here a child does both and is stopped in between with us.
/// </summary>
internal static class TerminalSuspension
{
    // "kill 0" reaches the whole job: this process, what started it (dotnet run), and the child itself.
    private const string Script = "saved=$(stty -g </dev/tty); stty sane </dev/tty; kill -TSTP 0; stty \"$saved\" </dev/tty";

    /// <summary>Stops the job; returns when it was resumed.</summary>
    /// <returns>Why it cannot be done; null where it was.</returns>
    public static string? Run(IDriver driver, bool mouse)
    {
        if (OperatingSystem.IsWindows())
        {
            return "this system has no jobs to suspend.";
        }

        driver.WriteRaw(AlternateScreen.Leave);
        using (var child = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { UseShellExecute = false }))
        {
            child?.WaitForExit();
        }

        driver.WriteRaw(AlternateScreen.Enter + (mouse ? AlternateScreen.MouseOn : ""));
        return null;
    }
}

using System.Runtime.InteropServices;

namespace PubSubLab.Embedded;

/// <summary>Signals to other programs. Windows has none.</summary>
internal static partial class UnixSignals
{
    // These numbers are the same on every Unix.
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int KillNow = 9;
    public const int Terminate = 15;

    /// <summary>Sends a signal to a process; to a process group where the number is negative.</summary>
    /// <returns>Whether there was one to take it.</returns>
    public static bool Send(int process, int signal) => SendTo(process, signal) == 0;

    /// <summary>Whether this process has the terminal. Then Ctrl+C reaches each program of its group, and not this one alone.</summary>
    public static bool HasTerminal()
    {
        try
        {
            using var terminal = File.OpenHandle("/dev/tty");
            return ForegroundGroup(terminal) == OwnGroup();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendTo(int process, int signal);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int ForegroundGroup(SafeHandle terminal);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int OwnGroup();
}

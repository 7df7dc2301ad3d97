using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PubSubLab.Benchmarks.Terminals;

/// <summary>A pseudo-terminal (pty(7)): what is written to its slave by a program is read from its master here, and the other way round. Linux only.</summary>
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 0x2;
    private const int NotMyTerminal = 0x100;
    private const int CloseOnExec = 0x80000;

    private readonly SafeFileHandle _slave;

    private PseudoTerminal(SafeFileHandle master, SafeFileHandle slave, string path)
    {
        Master = new FileStream(master, FileAccess.ReadWrite, bufferSize: 0);
        (_slave, Path) = (slave, path);
    }

    /// <summary>The terminal side of the pair.</summary>
    public FileStream Master { get; }

    /// <summary>The device that the program opens.</summary>
    public string Path { get; }

    /// <summary>Opens one.</summary>
    /// <exception cref="IOException">The system has none to give.</exception>
    public static PseudoTerminal Open()
    {
        var master = new SafeFileHandle(posix_openpt(ReadWrite | NotMyTerminal | CloseOnExec), ownsHandle: true);
        if (master.IsInvalid || grantpt(master) != 0 || unlockpt(master) != 0)
        {
            throw new IOException($"No pseudo-terminal: error {Marshal.GetLastPInvokeError()}.");
        }

        var path = Marshal.PtrToStringUTF8(ptsname(master)) ?? throw new IOException("The pseudo-terminal has no name.");

        // Held open here as well: without any slave that is open, reading the master fails instead of waiting.
        return new PseudoTerminal(master, new SafeFileHandle(open(path, ReadWrite | NotMyTerminal | CloseOnExec), ownsHandle: true), path);
    }

    /// <summary>Ends a pending read after the program's end.</summary>
    public void HangUp() => _slave.Dispose();

    public void Dispose()
    {
        _slave.Dispose();
        Master.Dispose();
    }

#pragma warning disable SYSLIB1054, CA5392 // Five calls without anything to marshal need no generated code; libc is the system's.
    [DllImport("libc", SetLastError = true)]
    private static extern int posix_openpt(int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int grantpt(SafeFileHandle master);

    [DllImport("libc", SetLastError = true)]
    private static extern int unlockpt(SafeFileHandle master);

    [DllImport("libc", SetLastError = true)]
    private static extern nint ptsname(SafeFileHandle master);

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
#pragma warning restore SYSLIB1054, CA5392
}

using System.Runtime.InteropServices;

namespace PubSubLab.Tui.Terminals;

/// <summary>
/// Takes the terminal's input away from the terminal library while another program reads it. The library's thread goes on reading descriptor 0;
/// meanwhile that is a pipe into which nothing is written.
/// </summary>
internal static partial class StandardInput
{
    /// <summary>Lends it until the result is disposed of.</summary>
    public static IDisposable Lend()
    {
        var pipe = new int[2];
        if (OperatingSystem.IsWindows() || Dup(0) is not (>= 0 and var kept))
        {
            return new Loan(-1, []);
        }

        if (Pipe(pipe) != 0)
        {
            _ = Close(kept);
            return new Loan(-1, []);
        }

        _ = Dup2(pipe[0], 0);
        return new Loan(kept, pipe);
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Dup(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Dup2(int from, int to);

    [LibraryImport("libc", EntryPoint = "pipe")]
    private static partial int Pipe([Out] int[] ends);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    private sealed class Loan(int kept, int[] pipe) : IDisposable
    {
        public void Dispose()
        {
            if (kept < 0)
            {
                return;
            }

            _ = Dup2(kept, 0);
            foreach (var descriptor in (int[])[kept, .. pipe])
            {
                _ = Close(descriptor);
            }
        }
    }
}

using Microsoft.Win32.SafeHandles;

namespace PubSubLab.Output;

/// <summary>The one way of every verb's text to the terminal, or to the file or pipe in its place.</summary>
internal static class ConsoleWriters
{
    private const int OutputDescriptor = 1;

    /// <summary>Puts them in place of the console's own.</summary>
    public static void Install()
    {
        Console.SetOut(new PrintableWriter(OpenOutput(), isLastResort: false));
        Console.SetError(new PrintableWriter(Console.OpenStandardError(), isLastResort: true));
    }

    /// <summary>
    /// Standard output as bytes, for documents. The console's own stream says nothing when the reader of a pipe has gone, and a verb would
    /// go on for nobody.
    /// </summary>
    public static Stream OpenOutput()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }

        try
        {
            var direct = new FileStream(new SafeFileHandle(OutputDescriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);

            // A file's end moves with what others append, which the console's own stream respects.
            return direct.CanSeek ? Console.OpenStandardOutput() : direct;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Closed before the program began: each write to the console's own stream says so.
            return Console.OpenStandardOutput();
        }
    }

    /// <summary>Gives standard output to a screen, whose escape sequences are its own, until the result is disposed.</summary>
    public static IDisposable LendToScreen()
    {
        var mine = Console.Out;
        Console.SetOut(new StreamWriter(Console.OpenStandardOutput(), Console.OutputEncoding) { AutoFlush = true });
        return new Loan(mine);
    }

    private sealed class Loan(TextWriter lender) : IDisposable
    {
        public void Dispose() => Console.SetOut(lender);
    }
}

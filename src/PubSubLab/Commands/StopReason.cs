using System.Runtime.InteropServices;
using PubSubLab.Output;

namespace PubSubLab.Commands;

/// <summary>Says on stderr, in one line and once, why a server stops: a signal, or an error that nothing else catches.</summary>
internal sealed class StopReason : IDisposable
{
    private readonly PosixSignalRegistration[] _signals;
    private readonly string? _place;
    private bool _isSaid;

    /// <summary>Watches from now on.</summary>
    /// <param name="signals">Whether a signal is a reason to stop. It is none where another program gets it.</param>
    /// <param name="place">Where messages last, such as <c>in /data</c>; null for memory only.</param>
    public StopReason(bool signals = true, string? place = null)
    {
        _place = place;
        _signals = !signals ? [] : [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT]).Select(s => PosixSignalRegistration.Create(s, c => Say($"it got {c.Signal}")))];
        AppDomain.CurrentDomain.UnhandledException += Fatal;
    }

    /// <summary>The line for a reason.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="place">Where messages last; null for memory only.</param>
    public static string Line(string reason, string? place = null) =>
        $"The emulator stops: {reason}. {(place is null ? "Its messages in memory are gone." : $"Its messages are {place}; the next start with this directory has them.")}";

    /// <summary>An error in words.</summary>
    public static string ReasonFor(Exception e) => e switch
    {
        OutOfMemoryException => "it is out of memory. Give it more, or let it take less with --memory-percent",
        _ => $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}",
    };

    /// <summary>Says it, unless a reason was said before.</summary>
    public void Say(string reason)
    {
        if (!Interlocked.Exchange(ref _isSaid, true))
        {
            Console.Error.WriteLine(Line(reason, _place));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= Fatal;
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
    }

    // An exception of a timer or a thread of its own. The runtime would abort, which leaves a core file and no reason that a person can use.
    private void Fatal(object sender, UnhandledExceptionEventArgs e)
    {
        var error = (Exception)e.ExceptionObject;
        Say(ReasonFor(error));
        if (error is not OutOfMemoryException)
        {
            Console.Error.WriteLine($"This is a bug of pubsublab. Please report these lines. {error}");
        }

        Environment.Exit(ExitCodes.Failed);
    }
}

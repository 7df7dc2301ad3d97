using System.Runtime.InteropServices;

namespace PubSubLab.Commands;

/// <summary>Says on stderr which signal stops a server, whatever the process then does about it.</summary>
internal sealed class StopReason : IDisposable
{
    private readonly PosixSignalRegistration[] _signals;
    private bool _isSaid;

    public StopReason() => _signals = [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT]).Select(s => PosixSignalRegistration.Create(s, Say))];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
    }

    private void Say(PosixSignalContext context)
    {
        if (!Interlocked.Exchange(ref _isSaid, true))
        {
            Console.Error.WriteLine($"The emulator stops: it got {context.Signal}. What it kept in memory is gone.");
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PubSubLab.Embedded;

/// <summary>A command that has the input, the output and the signals of this process.</summary>
internal sealed class ForegroundCommand : IDisposable
{
    // Windows has it too, and never answers with it.
    private const int NotInExecutableFormat = 8;
    private const int NoSuchFile = 2;

    private readonly string _file;
    private readonly IReadOnlyList<string> _arguments;
    private readonly Lock _gate = new();
    private readonly Queue<PosixSignal> _early = new();
    private Process? _process;

    /// <summary>Takes a command, and finds its file.</summary>
    /// <param name="words">The command and its arguments.</param>
    /// <exception cref="CommandNotStartedException">It cannot be started.</exception>
    public ForegroundCommand(IReadOnlyList<string> words)
    {
        _file = CommandFile.Find(words[0]);
        _arguments = [.. words.Skip(1)];
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="environment">Variables that it has beside those of this process.</param>
    /// <returns>Its exit code; 128 and the signal's number if a signal ended it.</returns>
    /// <exception cref="CommandNotStartedException">It cannot be started.</exception>
    public async Task<int> RunAsync(IReadOnlyDictionary<string, string> environment)
    {
        var process = Start(environment);
        lock (_gate)
        {
            _process = process;
            while (_early.TryDequeue(out var signal))
            {
                Send(process, signal);
            }
        }

        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Gives it a signal, as soon as it runs. One from the terminal it has already.</summary>
    public void Pass(PosixSignal signal)
    {
        if (OperatingSystem.IsWindows() || (signal is PosixSignal.SIGINT or PosixSignal.SIGQUIT && UnixSignals.HasTerminal()))
        {
            return;
        }

        lock (_gate)
        {
            if (_process is { } process)
            {
                Send(process, signal);
            }
            else
            {
                _early.Enqueue(signal);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process?.Dispose();

    private static void Send(Process process, PosixSignal signal)
    {
        // Its number belongs to it until its end is noticed here.
        if (!process.HasExited)
        {
            UnixSignals.Send(process.Id, signal switch
            {
                PosixSignal.SIGHUP => UnixSignals.HangUp,
                PosixSignal.SIGINT => UnixSignals.Interrupt,
                PosixSignal.SIGQUIT => UnixSignals.Quit,
                _ => UnixSignals.Terminate,
            });
        }
    }

    private Process Start(IReadOnlyDictionary<string, string> environment)
    {
        try
        {
            try
            {
                return Start(_file, _arguments, environment);
            }
            catch (Win32Exception e) when (e.NativeErrorCode == NotInExecutableFormat && !OperatingSystem.IsWindows())
            {
                // A script without a first line that names its shell (POSIX, Shell Command Language, 2.9.1.1).
                return Start("/bin/sh", [_file, .. _arguments], environment);
            }
        }
        catch (Win32Exception e)
        {
            var sentence = $"The command '{_file}' cannot be started: {e.Message}.";
            throw e.NativeErrorCode == NoSuchFile ? CommandNotStartedException.NotFound(sentence, e) : CommandNotStartedException.NotExecutable(sentence, e);
        }
    }

    private static Process Start(string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        EmulatorEnvironment.Complete(start.Environment);
        return Process.Start(start)!;
    }
}

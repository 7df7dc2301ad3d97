using System.ComponentModel;
using System.Diagnostics;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Embedded;

/// <summary>A program that takes part in an experiment.</summary>
internal sealed class StartedProgram : IStartedProgram
{
    private const int KeptLines = 5;
    private const int LongestLine = 200;

    private readonly Process _process;

    // A process that is disposed of has no id, and its group may outlive it.
    private readonly int _id;
    private readonly Queue<string> _lines = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _reading;
    private volatile bool _hasExited;

    /// <summary>Takes a process that was started.</summary>
    public StartedProgram(Process process)
    {
        _process = process;
        _id = process.Id;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        Ended = EndAsync();
    }

    /// <inheritdoc/>
    public Task Ended { get; }

    /// <inheritdoc/>
    public int? ExitCode { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <inheritdoc/>
    public void Kill()
    {
        Signal(UnixSignals.KillNow);
        try
        {
            // Programs that left the group, and systems without groups.
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException or NotSupportedException)
        {
            // It has ended already, or a program of its tree has ended meanwhile.
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(TimeSpan timeout)
    {
        if (!Ended.IsCompleted && Signal(UnixSignals.Terminate))
        {
            await Task.WhenAny(Ended, Task.Delay(timeout, TimeProvider.System));
        }

        Kill();
        await Ended;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await Ended;
        _process.Dispose();
        _closing.Dispose();
    }

    private async Task EndAsync()
    {
        await _process.WaitForExitAsync();
        _hasExited = true;

        // A child may hold the output open; the last lines are read by now.
        _closing.CancelAfter(TimeSpan.FromSeconds(1));
        await _reading;
        ExitCode = _process.ExitCode;
    }

    private async Task ReadAsync(StreamReader output)
    {
        try
        {
            while (await output.ReadLineAsync(_closing.Token) is { } line)
            {
                Keep(OutsideText.Begin(line.TrimEnd(), LongestLine));
            }
        }
        catch (OperationCanceledException)
        {
            // The program has ended, and another holds its output.
        }
    }

    private void Keep(string line)
    {
        lock (_lines)
        {
            if (line.Length > 0)
            {
                _lines.Enqueue(line);
            }

            while (_lines.Count > KeptLines)
            {
                _lines.Dequeue();
            }
        }
    }

    /// <summary>Sends a signal to the program and all of its group; to the program alone where it has no group of its own.</summary>
    /// <returns>Whether there was a program to take it. Windows has no signals.</returns>
    private bool Signal(int signal) =>
        !OperatingSystem.IsWindows() && (UnixSignals.Send(-_id, signal) || (!_hasExited && UnixSignals.Send(_id, signal)));
}

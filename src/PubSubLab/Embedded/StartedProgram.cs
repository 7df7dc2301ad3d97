using System.Diagnostics;
using System.Globalization;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Embedded;

/// <summary>A program that takes part in an experiment.</summary>
internal sealed class StartedProgram : IStartedProgram
{
    private const int KeptLines = 5;
    private const int LongestLine = 200;

    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _reading;

    /// <summary>Takes a process that was started.</summary>
    public StartedProgram(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        Ended = EndAsync();
    }

    /// <inheritdoc/>
    public Task<int> Ended { get; }

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
        Signal("KILL");
        try
        {
            // Programs that left the group, and systems without groups.
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(TimeSpan timeout)
    {
        if (!Ended.IsCompleted && Signal("TERM"))
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

    private async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();

        // A child may hold the output open; the last lines are read by now.
        _closing.CancelAfter(TimeSpan.FromSeconds(1));
        await _reading;
        return _process.ExitCode;
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

    /// <summary>Sends a signal to the program and all of its group.</summary>
    /// <returns>Whether that is possible here.</returns>
    private bool Signal(string name)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        using var kill = Process.Start(
            new ProcessStartInfo("kill", ["-s", name, "--", string.Create(CultureInfo.InvariantCulture, $"-{_process.Id}")]) { UseShellExecute = false, RedirectStandardError = true })!;
        kill.WaitForExit();
        return true;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace PubSubLab.Benchmarks.Terminals;

/// <summary>A program that runs on a pseudo-terminal of its own, looked at and typed to as a person does.</summary>
internal sealed class TerminalProcess : IAsyncDisposable
{
    public const int Width = 120;
    public const int Height = 36;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly PseudoTerminal _terminal;
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly ScreenGrid _grid;
    private readonly Task _reading;
    private readonly long _startedAt;
    private (Func<ScreenGrid, bool> Shows, TaskCompletionSource<long> Seen)? _awaited;

    private TerminalProcess(PseudoTerminal terminal, Process process, long startedAt)
    {
        (_terminal, _process, _startedAt) = (terminal, process, startedAt);
        _grid = new ScreenGrid(Width, Height, Type);
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Resident memory in bytes, as the kernel counts it (VmRSS).</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Processor time of the whole process.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program.</summary>
    public static async Task<TerminalProcess> StartAsync(string program, params string[] arguments)
    {
        var terminal = PseudoTerminal.Open();
        using (var size = Process.Start(new ProcessStartInfo("stty", ["-F", terminal.Path, "rows", $"{Height}", "cols", $"{Width}"]))!)
        {
            await size.WaitForExitAsync();
        }

        // The shell is replaced twice and stays the same process: first by what makes the terminal its own, then by the program.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec setsid --ctty \"$@\" <\"$TERMINAL\" >\"$TERMINAL\" 2>&1", "sh", program, .. arguments]);
        start.Environment["TERMINAL"] = terminal.Path;
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment.Remove("NO_COLOR");
        var startedAt = TimeProvider.System.GetTimestamp();
        return new TerminalProcess(terminal, Process.Start(start)!, startedAt);
    }

    /// <summary>Types.</summary>
    public void Type(string keys) => _terminal.Master.Write(Encoding.UTF8.GetBytes(keys));

    /// <summary>Waits until the screen shows something, from now on.</summary>
    /// <returns>The time from the start of the process until then.</returns>
    /// <exception cref="TimeoutException">It did not show it in a minute.</exception>
    public async Task<TimeSpan> UntilAsync(Func<ScreenGrid, bool> shows, CancellationToken cancellation) =>
        TimeProvider.System.GetElapsedTime(_startedAt, await SeenAsync(shows, () => { }, cancellation));

    /// <summary>Presses a key.</summary>
    /// <returns>The time until the screen shows what it does.</returns>
    /// <exception cref="TimeoutException">It did not show it in a minute.</exception>
    public async Task<TimeSpan> PressAsync(string keys, Func<ScreenGrid, bool> shows, CancellationToken cancellation)
    {
        var pressed = 0L;
        var seen = await SeenAsync(
            shows,
            () =>
            {
                pressed = TimeProvider.System.GetTimestamp();
                Type(keys);
            },
            cancellation);
        return TimeProvider.System.GetElapsedTime(pressed, seen);
    }

    /// <summary>The screen's text.</summary>
    public string ReadScreen() => Read(static grid => grid.ToString());

    /// <summary>Reads something off the screen.</summary>
    public T Read<T>(Func<ScreenGrid, T> read)
    {
        lock (_gate)
        {
            return read(_grid);
        }
    }

    /// <summary>Processor time of the process's living threads, by name.</summary>
    public Dictionary<string, TimeSpan> ReadThreads()
    {
        var threads = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var folder in Directory.GetDirectories($"/proc/{_process.Id}/task"))
        {
            try
            {
                var name = File.ReadAllText(Path.Combine(folder, "comm")).Trim();
                var nanoseconds = long.Parse(File.ReadAllText(Path.Combine(folder, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture);
                threads[name] = threads.GetValueOrDefault(name) + TimeSpan.FromMicroseconds(nanoseconds / 1000.0);
            }
            catch (IOException)
            {
                // The thread ended meanwhile.
            }
        }

        return threads;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _terminal.HangUp();
        await _reading;
        _process.Dispose();
        _terminal.Dispose();
    }

    private async Task<long> SeenAsync(Func<ScreenGrid, bool> shows, Action start, CancellationToken cancellation)
    {
        var seen = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            start();
            if (shows(_grid))
            {
                return TimeProvider.System.GetTimestamp();
            }

            _awaited = (shows, seen);
        }

        try
        {
            return await seen.Task.WaitAsync(s_patience, TimeProvider.System, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The screen never showed it. It shows:\n{ReadScreen()}", e);
        }
    }

    private void Read()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (_terminal.Master.Read(buffer) is > 0 and var count)
            {
                var now = TimeProvider.System.GetTimestamp();
                lock (_gate)
                {
                    _grid.Write(buffer.AsSpan(0, count));
                    if (_awaited is { } awaited && awaited.Shows(_grid))
                    {
                        _awaited = null;
                        awaited.Seen.TrySetResult(now);
                    }
                }
            }
        }
        catch (IOException)
        {
            // The program has ended and its terminal with it (EIO).
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;

namespace PubSubLab.EndToEnd.Tests.Support;

/// <summary>The real program in a process of its own.</summary>
internal sealed class Lab : IAsyncDisposable
{
    /// <summary>Deadline of every wait: far more than needed, because the machine may be busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly string[] s_proxies =
        ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"];

    private static readonly ConcurrentQueue<Lab> s_started = new();

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<string> _errors = [];
    private readonly Task _output;
    private readonly Task _errorOutput;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Lab(Process process)
    {
        _process = process;
        _output = CollectAsync(process.StandardOutput, _lines);
        _errorOutput = CollectAsync(process.StandardError, _errors);
        s_started.Enqueue(this);
    }

    /// <summary>The program's file, built with the same configuration as the tests.</summary>
    public static string Program
    {
        get
        {
            var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Repository.File("src", "PubSubLab", "bin", framework.Parent!.Name, framework.Name, OperatingSystem.IsWindows() ? "pubsublab.exe" : "pubsublab");
        }
    }

    public int Id => _process.Id;

    /// <summary>Everything that any of these processes said, in all tests so far.</summary>
    public static IEnumerable<string> Said => s_started.SelectMany(lab => lab.Lines.Concat(lab.Errors));

    public IReadOnlyList<string> Lines => Copy(_lines);

    public IReadOnlyList<string> Errors => Copy(_errors);

    /// <summary>Starts it, in an empty folder's view of settings: no dev.env, and only the given environment.</summary>
    public static Lab Start(string arguments, params (string Name, string Value)[] environment) => Start(arguments.Split(' '), environment);

    /// <summary>Starts it by a line of the shell, which can set limits first.</summary>
    /// <param name="line">The line.</param>
    /// <param name="inputStaysOpen">Whether standard input has no end, as on a terminal.</param>
    public static Lab StartShell(string line, bool inputStaysOpen = false) => Start("sh", ["-c", line], [], inputStaysOpen);

    public static Lab Start(string[] arguments, params (string Name, string Value)[] environment) => Start(Program, arguments, environment);

    /// <summary>Starts another program, with the same care for what it says and for its end.</summary>
    public static Lab StartOther(string program, string[] arguments) => Start(program, arguments, []);

    private static Lab Start(string program, string[] arguments, (string Name, string Value)[] environment, bool inputStaysOpen = false)
    {
        // Tests that a script runs in the background inherit from it that SIGINT is ignored; the program is to have it as in a terminal.
        var start = new ProcessStartInfo(
            OperatingSystem.IsLinux() ? "env" : program, OperatingSystem.IsLinux() ? ["--default-signal=INT", program, .. arguments] : arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var key in (string[])["BACKEND", "PROJECT_ID", "TOPIC_NAME", "SUBSCRIPTION_NAME", "PUBSUB_EMULATOR_HOST", "SLOW_HANDLER_SECONDS", .. s_proxies])
        {
            start.Environment.Remove(key);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        if (!inputStaysOpen)
        {
            process.StandardInput.Close();
        }

        return new Lab(process);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, IReadOnlyList<string> Lines, IReadOnlyList<string> Errors)> RunAsync(string arguments, params (string, string)[] environment)
    {
        await using var lab = Start(arguments, environment);
        return (await lab.EndAsync(), lab.Lines, lab.Errors);
    }

    /// <summary>Starts an emulator on a free port.</summary>
    /// <returns>The process, and what PUBSUB_EMULATOR_HOST has to be.</returns>
    public static async Task<(Lab Process, string Host)> StartEmulatorAsync(string arguments = "emulator --port 0")
    {
        var lab = Start(arguments);
        var line = await lab.LineAsync(l => l.StartsWith("PUBSUB_EMULATOR_HOST=", StringComparison.Ordinal));
        return (lab, line["PUBSUB_EMULATOR_HOST=".Length..]);
    }

    /// <summary>Waits for a line of standard output.</summary>
    public async Task<string> LineAsync(Func<string, bool> isIt)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_lines.Find(l => isIt(l)) is { } line)
                {
                    return line;
                }

                more = _more.Task;
            }

            try
            {
                await Task.WhenAny(more, _output).WaitAsync(limit.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"The line did not come. Output: {string.Join('\n', Lines)}\nErrors: {string.Join('\n', Errors)}", e);
            }

            if (_output.IsCompleted && !Lines.Any(isIt))
            {
                throw new InvalidOperationException($"The program ended without the line. Output: {string.Join('\n', Lines)}\nErrors: {string.Join('\n', Errors)}");
            }
        }
    }

    /// <summary>Waits until standard output or standard error contains a text.</summary>
    public async Task SaysAsync(string text)
    {
        try
        {
            await UntilAsync(() => Says() || HasEnded, this);
        }
        catch (OperationCanceledException)
        {
            // The assertion shows what it said instead.
        }

        Says().ShouldBeTrue($"\"{text}\" is not said. Output: {string.Join('\n', Lines)}\nErrors: {string.Join('\n', Errors)}");

        bool Says() => Lines.Concat(Errors).Any(line => line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Waits until the lines of several processes together satisfy a condition.</summary>
    public static async Task UntilAsync(Func<bool> holds, params Lab[] labs)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var more = labs.Select(lab => lab.More).ToArray();
            if (holds())
            {
                return;
            }

            await Task.WhenAny([.. more, .. labs.Where(lab => !lab.HasEnded).Select(lab => lab.Ended)]).WaitAsync(limit.Token);
        }
    }

    /// <summary>Sends a signal as kill(1) does.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> EndAsync() => EndAsync(Patience);

    /// <summary>Waits for its end, with a patience of its own.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        await _process.WaitForExitAsync(limit.Token);
        await Task.WhenAll(_output, _errorOutput);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        await Task.WhenAll(_output, _errorOutput);
        _process.Dispose();
    }

    public Task Ended => Task.WhenAll(_output, _errorOutput);

    public bool HasEnded => _output.IsCompleted && _errorOutput.IsCompleted;

    private Task More
    {
        get
        {
            lock (_gate)
            {
                return _more.Task;
            }
        }
    }

    private List<string> Copy(List<string> lines)
    {
        lock (_gate)
        {
            return [.. lines];
        }
    }

    private async Task CollectAsync(StreamReader reader, List<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            TaskCompletionSource more;
            lock (_gate)
            {
                lines.Add(line);
                more = _more;
                _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            more.SetResult();
        }
    }
}

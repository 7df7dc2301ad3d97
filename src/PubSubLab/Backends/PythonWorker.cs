using System.ComponentModel;
using System.Diagnostics;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;

namespace PubSubLab.Backends;

/// <summary>One worker of Python's Celery, in a process of its own. It counts by its log: Celery writes a line for each task that succeeded.</summary>
/// <param name="python">The interpreter.</param>
/// <param name="environment">The sample's settings.</param>
internal sealed class PythonWorker(string python, IReadOnlyDictionary<string, string> environment) : IForeignWorker
{
    private const string Sample = "celery_app";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pubsublab-celery");
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;
    private volatile string _last = "";
    private int _done;

    /// <inheritdoc/>
    public int Done => Volatile.Read(ref _done);

    /// <summary>Starts it and waits until it takes tasks.</summary>
    /// <exception cref="LabException">Celery is not here, or does not start.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await WriteSampleAsync(cancellation);
        var process = new Process { StartInfo = Start(), EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => _ready.TrySetException(new LabException($"Celery for {python} did not start. Its last line was: {OutsideText.Printable(OutsideText.Begin(_last, 200))}"));
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            process.Dispose();
            throw new LabException($"There is no {python}.", e);
        }

        _process = process;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await _ready.Task.WaitAsync(s_patience, TimeProvider.System, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new LabException($"Celery for {python} took no tasks within {Durations.Format(s_patience)}. Its last line was: {OutsideText.Printable(OutsideText.Begin(_last, 200))}", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            await process.WaitForExitAsync();
            process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private async Task WriteSampleAsync(CancellationToken cancellation)
    {
        await using var sample = typeof(PythonWorker).Assembly.GetManifestResourceStream($"{Sample}.py")!;
        await using var file = File.Create(Path.Combine(_folder.FullName, $"{Sample}.py"));
        await sample.CopyToAsync(file, cancellation);
    }

    private ProcessStartInfo Start()
    {
        string[] arguments =
        [
            "-m", "celery", "-A", Sample, "worker", "--pool", "solo", "--loglevel", "INFO", "--without-gossip", "--without-mingle", "-n", $"python-{Environment.ProcessId}@%h",
        ];
        var start = new ProcessStartInfo(python, arguments)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.FullName,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // Celery asks root to agree; a folder that goes away needs no compiled files.
        start.Environment["C_FORCE_ROOT"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return start;
    }

    private void Read(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        _last = line.Trim();
        if (_last.EndsWith(" ready.", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
        else if (_last.Contains(" succeeded in ", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _done);
        }
    }
}

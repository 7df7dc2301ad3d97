using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PubSubLab.Benchmarks.Celery;

/// <summary>A server or a Python program: killed with its children in the end, and every wait for it has an end.</summary>
internal sealed class HelperProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly StringBuilder _said = new();
    private readonly Task _reading;
    private readonly Task _readingErrors;
    private readonly List<(Func<bool> Holds, TaskCompletionSource Met)> _awaited = [];
    private int _ones;
    private int _twos;

    private HelperProcess(Process process)
    {
        _process = process;
        _reading = ReadAsync(process.StandardOutput.BaseStream);
        _readingErrors = ReadAsync(process.StandardError.BaseStream);
    }

    public static HelperProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new HelperProcess(Process.Start(start)!);
    }

    /// <summary>Waits until it printed a text.</summary>
    public Task SaysAsync(string text, CancellationToken cancellation) =>
        WaitAsync(() => _said.ToString().Contains(text, StringComparison.Ordinal), cancellation);

    /// <summary>Waits until it wrote so many bytes 1 since it started.</summary>
    public Task CountsAsync(int ones, CancellationToken cancellation) => WaitAsync(() => _ones >= ones, cancellation);

    /// <summary>Waits until it wrote a byte 2.</summary>
    public Task IsReadyAsync(CancellationToken cancellation) => WaitAsync(() => _twos > 0, cancellation);

    /// <summary>Gives it a line.</summary>
    public async Task TellAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>A free port of the loopback interface.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();

        // A grandchild that got away would keep the pipes open.
        await Task.WhenAny(Task.WhenAll(_reading, _readingErrors), Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System));
        _process.Dispose();
    }

    private async Task WaitAsync(Func<bool> holds, CancellationToken cancellation)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (holds())
            {
                return;
            }

            _awaited.Add((holds, met));
        }

        try
        {
            await await Task.WhenAny(met.Task, _reading).WaitAsync(s_patience, TimeProvider.System, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} did not do in {s_patience.TotalSeconds} s what was waited for. It said:\n{Said()}", e);
        }

        if (!met.Task.IsCompleted)
        {
            throw new InvalidOperationException($"{_process.StartInfo.FileName} ended. It said:\n{Said()}");
        }
    }

    private string Said()
    {
        lock (_gate)
        {
            return _said.ToString();
        }
    }

    private async Task ReadAsync(Stream stream)
    {
        var buffer = new byte[4_096];
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_gate)
            {
                foreach (var value in buffer.AsSpan(0, count))
                {
                    _ = value switch { 1 => _ones++, 2 => _twos++, _ => _said.Append((char)value).Length };
                }

                foreach (var (_, met) in _awaited.Where(static a => a.Holds()))
                {
                    met.TrySetResult();
                }

                _awaited.RemoveAll(static a => a.Met.Task.IsCompleted);
            }
        }
    }
}

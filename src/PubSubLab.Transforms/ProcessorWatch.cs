namespace PubSubLab.Transforms;

/// <summary>
/// Watches the function that runs: cancels it at the limit, and ends the process when it does not stop, because no interpreter stops a
/// regular expression or a long native loop.
/// </summary>
internal sealed class ProcessorWatch : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private readonly Action _stuck;
    private readonly AutoResetEvent _begun = new(false);
    private readonly Thread _thread;
    private CancellationTokenSource? _running;
    private volatile bool _isOver;
    private TimeSpan _processor;
    private long _clock;

    /// <param name="stuck">Tells that the function does not stop. The process ends after it.</param>
    public ProcessorWatch(Action stuck)
    {
        _stuck = stuck;
        _thread = new Thread(Watch) { IsBackground = true, Name = "watch" };
        _thread.Start();
    }

    /// <summary>Begins a function; the token is cancelled at its limit.</summary>
    public CancellationToken Begin()
    {
        lock (_gate)
        {
            _running = new CancellationTokenSource();
            _processor = Environment.CpuUsage.TotalTime;
            _clock = TimeProvider.System.GetTimestamp();
            _begun.Set();
            return _running.Token;
        }
    }

    /// <summary>Ends it and gives its processor time.</summary>
    public TimeSpan End()
    {
        lock (_gate)
        {
            _running?.Dispose();
            _running = null;
            return Environment.CpuUsage.TotalTime - _processor;
        }
    }

    public void Dispose()
    {
        _isOver = true;
        _begun.Set();
        _thread.Join();
        _begun.Dispose();
        _running?.Dispose();
    }

    private void Watch()
    {
        while (!_isOver)
        {
            _begun.WaitOne();
            while (IsRunning())
            {
                _begun.WaitOne(s_interval);
            }
        }
    }

    private bool IsRunning()
    {
        lock (_gate)
        {
            if (_running is null)
            {
                return false;
            }

            var processor = Environment.CpuUsage.TotalTime - _processor;
            var clock = TimeProvider.System.GetElapsedTime(_clock);
            if (processor >= TransformLimits.Processor || clock >= TransformLimits.Clock)
            {
                _running.Cancel();
            }

            if (processor >= TransformLimits.Processor + TransformLimits.Grace || clock >= TransformLimits.Clock + TransformLimits.Grace)
            {
                // Under the lock, so the function cannot end and answer for itself meanwhile.
                _stuck();
                using var process = System.Diagnostics.Process.GetCurrentProcess();
                process.Kill();
            }

            return true;
        }
    }
}

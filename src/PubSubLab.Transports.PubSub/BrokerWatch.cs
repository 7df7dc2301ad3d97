using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

/// <summary>
/// Asks the broker whether it is there, and says what changes. An emulator is asked all the time; Google Cloud only while a stream is lost.
/// </summary>
/// <param name="ask">Asks once; never throws but for its cancellation.</param>
/// <param name="tell">Gets what changed.</param>
/// <param name="always">Whether it asks while nothing seems wrong.</param>
/// <param name="time">The real clock: a lab's stopped time does not stop the broker.</param>
internal sealed class BrokerWatch(Func<CancellationToken, Task<BrokerAnswer>> ask, ConnectionTeller tell, bool always, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The pause between two questions: 1 s.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly HashSet<StreamNews> _lost = [];
    private Task _running = Task.CompletedTask;
    private bool _isLost;
    private string? _missing;

    /// <summary>Begins to ask an emulator.</summary>
    public void Start()
    {
        if (always)
        {
            Run();
        }
    }

    /// <summary>A stream was lost: asks until it is there again.</summary>
    public void StreamLost(StreamNews stream)
    {
        lock (_gate)
        {
            _lost.Add(stream);
        }

        Run();
    }

    /// <summary>A stream is there again, or will not come back.</summary>
    public void StreamSettled(StreamNews stream)
    {
        lock (_gate)
        {
            _lost.Remove(stream);
        }
    }

    /// <summary>Topic and subscription were made again.</summary>
    public void TopologyMade()
    {
        lock (_gate)
        {
            if (_missing is not null)
            {
                _missing = null;
                tell(LabEventKind.TopologyRestored, null);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_gate)
        {
            running = _running;
            if (_ending.IsCancellationRequested)
            {
                return;
            }

            _ending.Cancel();
        }

        await running;
    }

    private void Run()
    {
        lock (_gate)
        {
            if (_running.IsCompleted && !_ending.IsCancellationRequested)
            {
                _running = Task.Run(RunAsync);
            }
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (GoesOn())
            {
                var asked = time.GetTimestamp();
                Apply(await ask(_ending.Token), asked);
                await Task.Delay(Interval, time, _ending.Token);
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The lab ends, and with it the asking.
        }
    }

    private bool GoesOn()
    {
        lock (_gate)
        {
            return always || _isLost || _lost.Count > 0;
        }
    }

    private void Apply(BrokerAnswer answer, long asked)
    {
        StreamNews[] waiting;
        lock (_gate)
        {
            if (_ending.IsCancellationRequested)
            {
                return;
            }

            if (answer.Unreachable is { } why)
            {
                if (!_isLost)
                {
                    _isLost = true;
                    tell(LabEventKind.ConnectionLost, null, new BrokerSilent(why));
                }

                return;
            }

            if (_isLost)
            {
                _isLost = false;
                tell(LabEventKind.ConnectionRestored, null);
            }

            if (answer.Missing is { } missing && missing != _missing)
            {
                _missing = missing;
                tell(answer.IsEmpty ? LabEventKind.TopologyLost : LabEventKind.TopologyDeleted, null, new Reason(missing));
            }
            else if (answer.Missing is null && _missing is not null)
            {
                _missing = null;
                tell(LabEventKind.TopologyRestored, null);
            }

            waiting = [.. _lost];
        }

        foreach (var stream in waiting)
        {
            stream.BrokerAnswered(asked);
        }
    }
}

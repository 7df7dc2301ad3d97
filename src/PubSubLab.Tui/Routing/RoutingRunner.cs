using PubSubLab.Lab;
using PubSubLab.Lab.Routing;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Routing;

/// <summary>The strategies that run side by side, and the figures that they were started with. Used on the screen's thread.</summary>
internal sealed class RoutingRunner(IReadOnlyList<IRoutingStrategy> catalogue, LabSession session, BackgroundWork work, Notices notices)
{
    private CancellationTokenSource? _stop;
    private RoutingOptions? _next;

    /// <summary>The chosen options.</summary>
    public RoutingFigures Figures { get; } = new(catalogue);

    /// <summary>The last run, also after its end; null before the first.</summary>
    public SideBySide? Current { get; private set; }

    public bool IsRunning => _stop is not null;

    /// <summary>Whether it was told to stop, and removes what it made.</summary>
    public bool IsStopping => _stop is { IsCancellationRequested: true };

    /// <summary>Starts with the figures as they are; what runs is stopped first, and removes what it made.</summary>
    public void Start()
    {
        var options = Figures.ToOptions();
        if (_stop is not null)
        {
            _next = options;
            _stop.Cancel();
            return;
        }

        Run(options);
    }

    /// <summary>Stops what runs.</summary>
    public void Stop()
    {
        _next = null;
        if (_stop is { IsCancellationRequested: false })
        {
            _stop.Cancel();
            notices.Say("Stopping: the topics and subscriptions of the strategies are being removed.");
        }
    }

    private void Run(RoutingOptions options)
    {
        SideBySide beside;
        try
        {
            beside = new SideBySide(options, session.Transport, session.Journal.Time);
        }
        catch (LabException e)
        {
            notices.Fail(e.Message);
            return;
        }

        var stop = new CancellationTokenSource();
        (Current, _stop) = (beside, stop);
        work.Start(async ending =>
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ending, stop.Token);
            try
            {
                await beside.RunAsync(either.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // It was stopped before anything was made.
            }
            finally
            {
                work.Post(() => Ended(beside, stop));
            }
        });
    }

    private void Ended(SideBySide beside, CancellationTokenSource stop)
    {
        var stopped = stop.IsCancellationRequested;
        _stop = null;
        stop.Dispose();
        if (beside.Lanes.FirstOrDefault(l => l is { Error: not null, State: not LaneState.Refused }) is { } left)
        {
            notices.Fail($"{left.Strategy}: {left.Error}");
        }
        else if (stopped && _next is null)
        {
            notices.Say("Stopped. The topics and subscriptions of the strategies are removed.");
        }

        if (_next is { } next)
        {
            _next = null;
            Run(next);
        }
    }
}

using PubSubLab.Lab;
using PubSubLab.Lab.Comparing;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Comparing;

/// <summary>The comparison that runs, and the figures that it was started with. Used on the screen's thread.</summary>
internal sealed class CompareRunner(IReadOnlyList<IComparison> catalogue, LabSession session, ExperimentRunner experiments, BackgroundWork work, Notices notices)
{
    private CancellationTokenSource? _stop;
    private bool _again;
    private TimeSpan _startedAt;

    /// <summary>The chosen comparison and its figures.</summary>
    public CompareFields Fields { get; } = new(catalogue);

    /// <summary>The last run, also after its end; null before the first.</summary>
    public ComparisonRun? Current { get; private set; }

    public bool IsRunning => _stop is not null;

    /// <summary>Whether it was told to stop, and removes what it made.</summary>
    public bool IsStopping => _stop is { IsCancellationRequested: true };

    /// <summary>The lanes at the fields as they are; null, with the reason on the screen, where a figure is out of range.</summary>
    public IReadOnlyList<LanePlan>? Plan()
    {
        try
        {
            return Fields.Comparison.PlanFor(Fields.Read());
        }
        catch (LabException e)
        {
            notices.Fail(e.Message);
            return null;
        }
    }

    /// <summary>Starts with the fields as they are; what runs is stopped first, and removes what it made.</summary>
    public void Start()
    {
        if (_stop is not null)
        {
            _again = true;
            _stop.Cancel();
            return;
        }

        Run();
    }

    /// <summary>Stops what runs.</summary>
    public void Stop()
    {
        _again = false;
        if (_stop is { IsCancellationRequested: false })
        {
            _stop.Cancel();
            notices.Say("Stopping: the lanes' topics and subscriptions are being removed.");
        }
    }

    /// <summary>When a lane's worker on the open broker lost its stream in this run; null while it has one.</summary>
    public TimeSpan? StreamLostAt(string worker) => session.Journal.Connections.LostAt(worker) is { } at && at >= _startedAt ? at : null;

    /// <summary>The connection of a lane's broker: of the open one, or of one that the lane opened for itself.</summary>
    public BrokerConnection ConnectionOf(ComparedLane lane) => (lane.IsOnOpenBroker ? session.Journal : lane.Journal).Connections.Read();

    private void Run()
    {
        ComparisonRun run;
        try
        {
            run = new ComparisonRun(Fields.Comparison, Fields.Read(), session.Transport, session.Journal.Time, session.Runtime, experiments.Backends, session.Ports.Backlog);
        }
        catch (LabException e)
        {
            notices.Fail(e.Message);
            return;
        }

        var stop = new CancellationTokenSource();
        (Current, _stop, _startedAt) = (run, stop, session.Journal.Now);
        work.Start(async ending =>
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ending, stop.Token);
            try
            {
                await run.RunAsync(either.Token);
            }
            finally
            {
                work.Post(() => Ended(run, stop));
            }
        });
    }

    private void Ended(ComparisonRun run, CancellationTokenSource stop)
    {
        _stop = null;
        stop.Dispose();
        if (run.Lanes.FirstOrDefault(l => l is { Error: not null, State: LaneState.Closed }) is { } left)
        {
            notices.Fail($"{left.Plan.Name}: {left.Error}");
        }
        else if (!_again)
        {
            notices.Say("Stopped. The lanes' topics and subscriptions are removed.");
        }

        if (_again)
        {
            _again = false;
            Run();
        }
    }
}

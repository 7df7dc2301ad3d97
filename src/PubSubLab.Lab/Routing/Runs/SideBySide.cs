using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Routing;

/// <summary>
/// Sends the same burst, for the same users on as many workers, through two or three strategies at once, so that the storm of one is
/// seen beside the calm of another. Each has a topology of its own; what was made is removed at the end of each.
/// </summary>
public sealed class SideBySide
{
    /// <summary>The most strategies at a time.</summary>
    public const int MostLanes = 3;

    private readonly ITransport _transport;
    private readonly TimeProvider _time;
    private readonly StrategyLane[] _lanes;
    private IReadOnlyList<LaneSnapshot> _shown;

    /// <summary>Strategies to run side by side; nothing is made yet.</summary>
    /// <param name="options">Two or three strategies, and the figures for all of them.</param>
    /// <param name="transport">The broker.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="LabException">A figure is wrong, or it is not two or three strategies.</exception>
    public SideBySide(RoutingOptions options, ITransport transport, TimeProvider time)
    {
        options.Check(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (options.Chosen is not { Count: >= 2 and <= MostLanes } chosen)
        {
            throw new LabException($"{options.Chosen.Count} {(options.Chosen.Count == 1 ? "strategy was" : "strategies were")} chosen: side by side there is room for 2 or {MostLanes} different ones. Choose as many.");
        }

        (_transport, _time) = (transport, time);
        var crowd = new RoutingCrowd(options);
        _lanes = [.. chosen.Select(s => new StrategyLane(s, options, crowd, transport, time))];
        _shown = [.. _lanes.Select(l => l.Sample())];
    }

    /// <summary>How often the figures are read: every 500 ms.</summary>
    public static TimeSpan SamplePeriod { get; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How each strategy stood when it was last looked at, in the order in which they were chosen; from any thread. Another list each time that something may have moved.</summary>
    public IReadOnlyList<LaneSnapshot> Lanes => Volatile.Read(ref _shown);

    /// <summary>Runs all of them. When this completes, also after it was cancelled, each has removed what it made; the figures stay.</summary>
    /// <exception cref="LabException">The broker is not there. A strategy that is refused alone says so in its lane.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var capabilities = await _transport.GetCapabilitiesAsync(cancellation);
        var runs = Task.WhenAll(_lanes.Select(l => l.RunAsync(capabilities, cancellation)));
        try
        {
            while (!runs.IsCompleted)
            {
                await WaitAsync(runs);
                Sample();
            }
        }
        finally
        {
            Sample();
        }

        await runs;
    }

    /// <summary>A period, or until the runs are over. Not cancelled: a run that is cancelled ends by itself, when it has removed what it made.</summary>
    private async Task WaitAsync(Task runs)
    {
        try
        {
            await runs.WaitAsync(SamplePeriod, _time, CancellationToken.None);
        }
        catch (TimeoutException) when (!runs.IsCompleted)
        {
            // The period is over, and they go on.
        }
    }

    private void Sample() => Volatile.Write(ref _shown, [.. _lanes.Select(l => l.Sample())]);
}

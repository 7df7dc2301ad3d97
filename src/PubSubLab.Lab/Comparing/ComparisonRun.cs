using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Runtime;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Comparing;

/// <summary>
/// Sends the same traffic through two or three lanes at once, each with a topology and workers of its own, so that the storm of one is
/// seen beside the calm of another. One clock moves all of them.
/// </summary>
public sealed class ComparisonRun
{
    private static readonly TimeSpan s_count = TimeSpan.FromSeconds(1);

    private readonly ComparisonFigures _figures;
    private readonly ITransport _transport;
    private readonly BackendComparison? _backends;
    private readonly IBacklogView? _backlog;
    private readonly TimeProvider _time;

    /// <summary>A run; nothing is made yet.</summary>
    /// <param name="comparison">The lanes.</param>
    /// <param name="figures">The figures for all of them.</param>
    /// <param name="transport">The open broker.</param>
    /// <param name="time">The clock.</param>
    /// <param name="runtime">Source of the names' suffixes.</param>
    /// <param name="backends">The backends there are, for lanes that name one; null for the open one alone.</param>
    /// <param name="backlog">Looks into the backlogs of the open broker; null where that is not possible.</param>
    /// <exception cref="LabException">A figure is out of range.</exception>
    public ComparisonRun(
        IComparison comparison, ComparisonFigures figures, ITransport transport, TimeProvider time, ILabRuntime? runtime = null, BackendComparison? backends = null,
        IBacklogView? backlog = null)
    {
        (Comparison, _figures, _transport, _time, _backends, _backlog) = (comparison, figures, transport, time, backends, backlog);
        var suffix = (runtime ?? MachineRuntime.Instance).SuffixAt(0);
        Lanes = [.. comparison.PlanFor(figures).Select((plan, i) => new ComparedLane(plan, $"{(char)('a' + i)}", figures.Messages, suffix, time, plan.Backend is null || plan.Backend == backends?.Name))];
    }

    /// <summary>The comparison.</summary>
    public IComparison Comparison { get; }

    /// <summary>The lanes.</summary>
    public IReadOnlyList<ComparedLane> Lanes { get; }

    /// <summary>
    /// Opens the lanes, sends the traffic, and keeps the lanes open until it is cancelled. When this completes, each lane has removed what it
    /// made; the figures stay.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var owners = new List<IAsyncDisposable>();
        try
        {
            await Task.WhenAll(Lanes.Select(lane => OpenAsync(lane, owners, cancellation)));
            await SendAndCountAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The person has left: what was made is removed below.
        }
        finally
        {
            await Task.WhenAll(Lanes.Select(l => l.CloseAsync()));
            foreach (var owner in owners)
            {
                await owner.DisposeAsync();
            }
        }
    }

    private async Task OpenAsync(ComparedLane lane, List<IAsyncDisposable> owners, CancellationToken cancellation)
    {
        try
        {
            await lane.OpenAsync(await TransportOfAsync(lane, owners, cancellation), lane.IsOnOpenBroker ? _backlog : null, cancellation);
        }
        catch (LabException e)
        {
            lane.Refuse(e.Message);
        }
    }

    private async Task<ITransport> TransportOfAsync(ComparedLane lane, List<IAsyncDisposable> owners, CancellationToken cancellation)
    {
        if (lane.IsOnOpenBroker)
        {
            return _transport;
        }

        var name = lane.Plan.Backend;
        var offer = _backends?.Others.FirstOrDefault(o => o.Name == name)
            ?? throw new LabException($"{name} is not offered here. Start the lab from the command line to compare backends.");
        var open = offer.OpenAsync ?? throw new LabException($"{name} is not configured. Set {offer.Configuration}, and start the lab again.");
        var opened = await open(lane.Journal, cancellation);
        lock (owners)
        {
            owners.Add(opened.Owner);
        }

        return opened.Transport;
    }

    /// <summary>Sends the traffic, and counts what waits until it is cancelled.</summary>
    private async Task SendAndCountAsync(CancellationToken cancellation)
    {
        using var counting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var counts = CountAsync(counting.Token);
        try
        {
            await SendAsync(cancellation);
            await counts;
        }
        finally
        {
            End(counting);
            await counts.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    // On this thread: in virtual time another one would let time pass meanwhile.
    private static void End(CancellationTokenSource source) => source.Cancel();

    private async Task CountAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.WhenAll(Lanes.Select(l => l.CountAsync(cancellation)));
            await Task.Delay(s_count, _time, cancellation);
        }
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        TimeSpan Now() => _time.GetElapsedTime(start);
        var (pace, every, due) = (new Pace(), TimeSpan.FromSeconds(1) / _figures.Rate, TimeSpan.Zero);
        var pending = new List<Task>();
        var toKill = Lanes.Where(l => l.Plan.KillAfter is not null).ToList();
        try
        {
            for (var number = 0; number < _figures.Messages; number++)
            {
                pending.AddRange(Lanes.Select(l => l.SendAsync(number, cancellation)));
                pending.RemoveAll(t => t.IsCompletedSuccessfully);
                foreach (var lane in toKill.Where(l => Now() >= l.Plan.KillAfter).ToList())
                {
                    lane.KillFirst();
                    toKill.Remove(lane);
                }

                due = await pace.WaitAsync(due, every, Now, _time, cancellation);
            }
        }
        finally
        {
            await Task.WhenAll(pending);
        }
    }
}

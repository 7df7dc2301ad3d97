using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Routing;

/// <summary>One strategy of several that run side by side: its run, and what is read from it while it goes on.</summary>
internal sealed class StrategyLane
{
    private const int MostRates = 120;

    private readonly Lock _gate = new();
    private readonly RoutingRun _run;
    private readonly TimeProvider _time;
    private readonly int _messages;
    private readonly IReadOnlyList<LaneBranch> _branches;
    private readonly Queue<long> _rates = new();
    private LaneState _state = LaneState.Waiting;
    private RoutingMeasurement? _measured;
    private string? _error;
    private long _sampledAt;
    private long _delivered;

    /// <summary>A lane; nothing is made yet.</summary>
    public StrategyLane(IRoutingStrategy strategy, RoutingOptions options, RoutingCrowd crowd, ITransport transport, TimeProvider time)
    {
        _time = time;
        _messages = crowd.Recipients.Count;
        _run = new RoutingRun(strategy, options, crowd, transport, time, _ => { });
        _branches = BranchesOf(strategy, options.Scale, crowd);
    }

    /// <summary>Runs it to its end, or says why it cannot run.</summary>
    public async Task RunAsync(TransportCapabilities capabilities, CancellationToken cancellation)
    {
        if (WhyNot(capabilities) is { } reason)
        {
            End(LaneState.Refused, reason, null);
            return;
        }

        lock (_gate)
        {
            (_state, _sampledAt) = (LaneState.Running, _time.GetTimestamp());
        }

        try
        {
            var measured = await _run.RunAsync(cancellation);
            End(measured.Stopped ? LaneState.Stopped : LaneState.Done, _run.LeftBehind, measured);
        }
        catch (LabException e)
        {
            End(LaneState.Refused, e.Message, null);
        }
    }

    /// <summary>Takes a figure for the rate, and says how it stands.</summary>
    public LaneSnapshot Sample()
    {
        var latencies = _run.Ledger.ReadLatencies();
        lock (_gate)
        {
            SampleRate();
            var ledger = _run.Ledger;
            var open = ledger.Published - ledger.Useful - ledger.Misdelivered - ledger.DeadLettered;
            return new LaneSnapshot
            {
                Strategy = _run.Strategy.Name,
                State = _state,
                Error = _error,
                Branches = _branches,
                Topics = _run.Layout.Topics,
                Subscriptions = _run.Layout.Subscriptions,
                Messages = _messages,
                Published = ledger.Published,
                Useful = ledger.Useful,
                Deliveries = ledger.Delivered,
                Nacks = ledger.Nacked,
                DeadLettered = ledger.DeadLettered,
                WronglyDelivered = ledger.Misdelivered,
                Waiting = _measured?.Unfinished ?? Math.Max(0, open),
                Lost = _measured?.Lost ?? 0,
                LatencyP50 = At(latencies, 50),
                LatencyP99 = At(latencies, 99),
                Rates = [.. _rates],
            };
        }
    }

    private static double At(double[] sorted, double percent) =>
        sorted.Length == 0 ? 0 : sorted[(int)Math.Clamp(Math.Ceiling(percent / 100 * sorted.Length) - 1, 0, sorted.Length - 1)];

    private static LaneBranch[] BranchesOf(IRoutingStrategy strategy, RoutingScale scale, RoutingCrowd crowd)
    {
        var listeners = crowd.Users.Select((user, u) => (strategy.ListenFor(user, crowd.Instances[crowd.WorkerOf[u]], scale).Subscription, Worker: crowd.WorkerOf[u]))
            .Distinct().CountBy(pair => pair.Subscription, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return [.. strategy.Everything(scale, crowd.Users, crowd.Instances).Select(r => new LaneBranch(r.Topic, r.Subscription, r.Filter, listeners.GetValueOrDefault(r.Subscription)))];
    }

    private string? WhyNot(TransportCapabilities capabilities) =>
        !capabilities.Filters && _branches.Any(b => b.Filter is not null) ? "This backend ignores filters, and this strategy needs them. The embedded backend has them."
        : capabilities.RealProject && _run.Layout.Refusals is [var refusal, ..] ? $"It cannot run here: {refusal} Ask for less, or use the embedded backend."
        : _run.Pulls ? $"It needs {_run.Pairs.Count:N0} streams at a time, more than {RoutingOptions.MostStreams:N0}. Ask for fewer users."
        : null;

    private void SampleRate()
    {
        var (now, delivered) = (_time.GetTimestamp(), _run.Ledger.Delivered);
        var passed = _time.GetElapsedTime(_sampledAt, now);

        // The last stretch before the end is shorter, and would make a peak of a few deliveries.
        if (_state != LaneState.Running || passed < SideBySide.SamplePeriod / 2)
        {
            return;
        }

        _rates.Enqueue((long)Math.Round((delivered - _delivered) / passed.TotalSeconds));
        if (_rates.Count > MostRates)
        {
            _rates.Dequeue();
        }

        (_sampledAt, _delivered) = (now, delivered);
    }

    private void End(LaneState state, string? error, RoutingMeasurement? measured)
    {
        lock (_gate)
        {
            SampleRate();
            (_state, _error, _measured) = (state, error, measured);
        }
    }
}

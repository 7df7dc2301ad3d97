using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Lets the faults of a plan happen, and keeps book of those that did not.</summary>
internal sealed class PlanFaults(ExperimentPlan plan, ExperimentContext context, Scene scene, PlanWorkers workers, RunRecord record)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PlannedFault, string?> _applied = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _snapshots = new(StringComparer.Ordinal);
    private FaultState? _left;

    /// <summary>Whether something is still to come that lets the run go on, such as a restart.</summary>
    public bool MoreToCome
    {
        get
        {
            lock (_gate)
            {
                return plan.Faults.Any(f => !f.IsHurt && !_applied.ContainsKey(f));
            }
        }
    }

    /// <summary>Lets each happen at its moment.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(plan.Faults.Select(f => RunAsync(f, cancellation)));

    /// <summary>Everything works again; what has not happened until now never will.</summary>
    public void Close()
    {
        // Without faults of its own, the broker's are another's.
        if (!plan.Faults.Any(f => f.NeedsBroker))
        {
            return;
        }

        lock (_gate)
        {
            _left ??= context.Ports.Faults?.Read() ?? FaultState.None;
        }

        context.Ports.Faults?.Clear();
    }

    /// <summary>The faults that did not happen, each with the reason.</summary>
    /// <param name="deliveredAfter">Whether there was a delivery after a moment since the traffic began.</param>
    public IEnumerable<(PlannedFault Fault, string Why)> Missing(Func<TimeSpan, bool> deliveredAfter)
    {
        foreach (var fault in plan.Faults)
        {
            string? why;
            bool isApplied;
            lock (_gate)
            {
                isApplied = _applied.TryGetValue(fault, out why);
            }

            why = !isApplied ? "the run had ended before" : why ?? Leftover(fault, deliveredAfter);
            if (why is not null)
            {
                yield return (fault, why);
            }
        }
    }

    private string? Leftover(PlannedFault fault, Func<TimeSpan, bool> deliveredAfter)
    {
        var left = _left ?? FaultState.None;
        return fault.Kind switch
        {
            PlannedFaultKind.LoseAcks when left.AcksToDrop > 0 => $"{left.AcksToDrop} of {Total(PlannedFaultKind.LoseAcks)} acknowledgements never came",
            PlannedFaultKind.Duplicate when left.ToDuplicate > 0 => $"{left.ToDuplicate} of {Total(PlannedFaultKind.Duplicate)} deliveries never came",
            PlannedFaultKind.FailCalls when left.CallsToFail.Split(", ").Any(c => c.EndsWith($" {fault.Target}", StringComparison.Ordinal)) => $"calls that never came: {left.CallsToFail}",
            PlannedFaultKind.Delay when fault.Time > TimeSpan.Zero && !deliveredAfter(fault.At) => "nothing was delivered after it",
            _ => null,
        };
    }

    private int Total(PlannedFaultKind kind) => plan.Faults.Where(f => f.Kind == kind).Sum(f => f.Count);

    private async Task RunAsync(PlannedFault fault, CancellationToken cancellation)
    {
        if (fault.At > TimeSpan.Zero)
        {
            await Task.Delay(fault.At, context.Journal.Time, cancellation);
        }

        string? why;
        try
        {
            why = await ApplyAsync(fault, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            why = e is LabException ? e.Message : $"{e.GetType().Name}: {e.Message}";
        }

        lock (_gate)
        {
            _applied.Add(fault, why);
        }
    }

    /// <returns>Why it did not happen; null where it did.</returns>
    private async Task<string?> ApplyAsync(PlannedFault fault, CancellationToken cancellation)
    {
        var faults = context.Ports.Faults;
        switch (fault.Kind)
        {
            case PlannedFaultKind.Kill or PlannedFaultKind.Stop:
                return End(fault);
            case PlannedFaultKind.Restart:
                context.Say($"{workers.Get(fault.Count).Name} is started anew.");
                var worker = await workers.RestartAsync(fault.Count, cancellation);
                context.Say($"{worker.Name} takes its place.");
                return null;
            case PlannedFaultKind.LoseAcks:
                faults!.DropAcks(faults.Read().AcksToDrop + fault.Count);
                context.Say(fault.Count == 1 ? "The next ack is lost." : $"The next {fault.Count} acks are lost.");
                return null;
            case PlannedFaultKind.Duplicate:
                faults!.Duplicate(faults.Read().ToDuplicate + fault.Count);
                context.Say(fault.Count == 1 ? "The next delivery arrives twice." : $"The next {fault.Count} deliveries arrive twice.");
                return null;
            case PlannedFaultKind.Delay:
                faults!.Delay(fault.Time);
                context.Say($"Deliveries wait {Durations.Format(fault.Time)}.");
                return null;
            case PlannedFaultKind.BreakStreams:
                var broken = faults!.BreakStreams(scene.NameOf(fault.Target));
                context.Say($"{broken} streams of {fault.Target} are broken off.");
                return broken > 0 ? null : "no stream was open";
            case PlannedFaultKind.FailCalls:
                faults!.FailCalls(fault.Target, fault.Count);
                context.Say(fault.Count == 1 ? $"The next call of {fault.Target} fails." : $"The next {fault.Count} calls of {fault.Target} fail.");
                return null;
            case PlannedFaultKind.RestartBroker:
                await RestartBrokerAsync(fault.Time, faults!, cancellation);
                return null;
            case PlannedFaultKind.Snapshot:
                await SnapshotAsync(fault, cancellation);
                context.Say($"A snapshot of {fault.Target} is made: {fault.Snapshot}.");
                return null;
            default:
                await SeekAsync(fault, cancellation);
                return null;
        }
    }

    private string? End(PlannedFault fault)
    {
        var worker = workers.Get(fault.Count);
        if (!worker.IsAlive)
        {
            return $"{worker.Name} had ended already";
        }

        if (fault.Kind == PlannedFaultKind.Kill)
        {
            worker.Kill();
            context.Say($"{worker.Name} is killed.");
            return null;
        }

        context.Say($"{worker.Name} finishes its messages and ends.");
        _ = workers.StopAsync(fault.Count);
        return null;
    }

    private async Task RestartBrokerAsync(TimeSpan away, IFaultControl faults, CancellationToken cancellation)
    {
        faults.SetDown(true);
        context.Say($"The broker is away for {Durations.Format(away)}.");
        try
        {
            await Task.Delay(away, context.Journal.Time, cancellation);
        }
        finally
        {
            faults.SetDown(false);
        }

        context.Say("The broker is back, with its messages.");
    }

    private async Task SnapshotAsync(PlannedFault fault, CancellationToken cancellation)
    {
        await scene.SnapshotAsync(fault.Snapshot, fault.Target, cancellation);
        lock (_gate)
        {
            _snapshots[fault.Snapshot] = record.Place;
        }
    }

    private async Task SeekAsync(PlannedFault fault, CancellationToken cancellation)
    {
        // The place before the call: what is acknowledged after the seek stays done.
        var now = context.Journal.Now;
        var seek = new RunSeek(scene.NameOf(fault.Target), now, record.Place);
        if (fault.Snapshot.Length > 0)
        {
            await scene.SeekAsync(fault.Target, fault.Snapshot, cancellation);
            lock (_gate)
            {
                seek = seek with { ToPlace = _snapshots.GetValueOrDefault(fault.Snapshot) };
            }

            record.Add(seek);
            context.Say($"{fault.Target} goes back to the snapshot {fault.Snapshot}.");
            return;
        }

        var back = fault.At - fault.Time;
        await scene.SeekAsync(fault.Target, context.Journal.Time.GetUtcNow() - back, cancellation);
        record.Add(seek with { ToTime = now - back });
        context.Say($"{fault.Target} goes back to {Durations.Format(fault.Time)} after the beginning.");
    }
}

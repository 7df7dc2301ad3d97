using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Journal;

/// <summary>The fate of the lab's workers from their events: all that a recording knows about them.</summary>
public sealed class WorkerLives : IJournalProjection
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, WorkerLife> _byWorker;

    /// <summary>Nobody yet.</summary>
    public WorkerLives()
        : this([])
    {
    }

    private WorkerLives(Dictionary<string, WorkerLife> byWorker) => _byWorker = new(byWorker, StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        if (e.Data is RunBegan)
        {
            EndAll(e.At);
        }

        if (e.Worker is null || e.Kind is not (LabEventKind.WorkerStarted or LabEventKind.WorkerStopping or LabEventKind.WorkerStopped
            or LabEventKind.WorkerKilled or LabEventKind.WorkerFailed or LabEventKind.HandlerSwitched))
        {
            return;
        }

        lock (_gate)
        {
            var life = _byWorker.TryGetValue(e.Worker, out var known) && e.Kind != LabEventKind.WorkerStarted
                ? known : new WorkerLife(e.Worker, e.Subscription ?? "", WorkerState.Starting, "", Acceptance.Unknown);
            _byWorker[e.Worker] = Lived(life, e);
        }
    }

    /// <summary>The workers so far, in the order of their names as people count.</summary>
    public IReadOnlyList<WorkerLife> Read()
    {
        lock (_gate)
        {
            return [.. _byWorker.Values.OrderBy(w => w.Name, NaturalOrder.Instance)];
        }
    }

    internal WorkerLives Copy()
    {
        lock (_gate)
        {
            return new WorkerLives(_byWorker);
        }
    }

    // In a recording of several runs: the one before ended without a word.
    private void EndAll(TimeSpan at)
    {
        lock (_gate)
        {
            foreach (var life in _byWorker.Values.Where(static life => life.EndedAt is null).ToList())
            {
                _byWorker[life.Name] = life with { State = WorkerState.Killed, EndedAt = at };
            }
        }
    }

    private static WorkerLife Lived(WorkerLife life, in LabEvent e)
    {
        switch (e.Kind)
        {
            case LabEventKind.WorkerStarted:
                return life with { State = WorkerState.Running, Handler = (e.Data as WorkerSetUp)?.Handler ?? "", Accepts = (e.Data as WorkerSetUp)?.Accepts ?? Acceptance.Unknown };
            case LabEventKind.HandlerSwitched:
                return life with { Handler = (e.Data as HandlerChanged)?.Handler ?? life.Handler, Accepts = (e.Data as RuleChanged)?.Accepts ?? life.Accepts };
            case LabEventKind.WorkerStopping:
                return life with { State = WorkerState.Stopping };
            case LabEventKind.WorkerStopped:
                return life with { State = WorkerState.Stopped, EndedAt = e.At };
            case LabEventKind.WorkerKilled:
                return life with { State = WorkerState.Killed, EndedAt = e.At, LeftLeasesFor = e.Data is LeftLeases { Tasks: > 0 } left ? left.AckDeadline : null };
            default:
                return life with { State = WorkerState.Failed, EndedAt = e.At, Failure = (e.Data as Reason)?.Text };
        }
    }
}

/// <summary>A worker's life up to a moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Subscription">The subscription's id.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Handler">The handler as a person reads it.</param>
/// <param name="Accepts">The tasks that it keeps.</param>
public sealed record WorkerLife(string Name, string Subscription, WorkerState State, string Handler, Acceptance Accepts)
{
    /// <summary>When it ended, on the journal's clock; null while it lives.</summary>
    public TimeSpan? EndedAt { get; init; }

    /// <summary>Of a killed worker that held messages: the ack deadline, for which their leases go on at the longest; else null.</summary>
    public TimeSpan? LeftLeasesFor { get; init; }

    /// <summary>Why it failed, null unless it did.</summary>
    public string? Failure { get; init; }
}

namespace PubSubLab.Lab.Journal;

/// <summary>Counts per worker, for the lab's own workers and for other programs' streams alike.</summary>
public sealed class WorkerTallies : IJournalProjection
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, WorkerTally> _byWorker;

    /// <summary>Nothing counted yet.</summary>
    public WorkerTallies()
        : this([])
    {
    }

    private WorkerTallies(Dictionary<string, WorkerTally> byWorker) => _byWorker = new(byWorker, StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        if (e.Worker is null)
        {
            return;
        }

        lock (_gate)
        {
            var tally = _byWorker.TryGetValue(e.Worker, out var known) ? known : new WorkerTally(e.Worker);
            tally = tally with { LastAt = e.At, Subscription = e.Subscription ?? tally.Subscription };
            _byWorker[e.Worker] = e.Kind switch
            {
                LabEventKind.Delivered => tally with { Delivered = tally.Delivered + 1, InHand = tally.InHand + 1 },
                LabEventKind.Acked => tally with { Acked = tally.Acked + 1, InHand = Math.Max(0, tally.InHand - 1) },
                LabEventKind.Nacked => tally with { Nacked = tally.Nacked + 1, InHand = Math.Max(0, tally.InHand - 1) },
                LabEventKind.LeaseExpired => tally with { Expired = tally.Expired + 1, InHand = Math.Max(0, tally.InHand - 1) },
                LabEventKind.StreamOpened => tally with { Connected = true },
                LabEventKind.StreamClosed => tally with { Connected = false, InHand = 0 },
                _ => tally,
            };
        }
    }

    internal WorkerTallies Copy()
    {
        lock (_gate)
        {
            return new WorkerTallies(_byWorker);
        }
    }

    /// <summary>The workers seen so far, in the order of their names as people count (w2 before w10).</summary>
    public IReadOnlyList<WorkerTally> Read()
    {
        lock (_gate)
        {
            return [.. _byWorker.Values.OrderBy(t => t.Worker, NaturalOrder.Instance)];
        }
    }

    /// <summary>One worker's counts; zeros for a worker that did nothing yet.</summary>
    public WorkerTally Of(string worker)
    {
        lock (_gate)
        {
            return _byWorker.TryGetValue(worker, out var tally) ? tally : new WorkerTally(worker);
        }
    }
}

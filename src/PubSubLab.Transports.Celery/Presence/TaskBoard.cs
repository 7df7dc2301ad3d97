namespace PubSubLab.Transports.Celery.Presence;

/// <summary>The tasks that a worker has, and the ids that are not to run. Safe to use from any thread.</summary>
internal sealed class TaskBoard
{
    /// <summary>The most revoked ids that a worker remembers, as in Celery (worker/state.py, REVOKES_MAX).</summary>
    private const int MaxRevoked = 50_000;

    private readonly Lock _gate = new();
    private readonly HashSet<TaskRun> _runs = [];
    private readonly Dictionary<string, double> _revoked = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldest = new();
    private readonly SortedDictionary<string, long> _totals = new(StringComparer.Ordinal);
    private long _processed;

    /// <summary>The tasks, in no order.</summary>
    public IReadOnlyList<TaskRun> Runs
    {
        get
        {
            lock (_gate)
            {
                return [.. _runs];
            }
        }
    }

    /// <summary>Number of tasks at which a handler works.</summary>
    public int Active => Runs.Count(static r => r.State == RunState.Active);

    /// <summary>Number of tasks that were begun.</summary>
    public long Processed => Interlocked.Read(ref _processed);

    /// <summary>Number of begun tasks by their name.</summary>
    public IReadOnlyDictionary<string, long> Totals
    {
        get
        {
            lock (_gate)
            {
                return new SortedDictionary<string, long>(_totals, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>The ids that are not to run, with the time of their revocation in seconds.</summary>
    public IReadOnlyDictionary<string, double> Revoked
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, double>(_revoked, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>A task arrived.</summary>
    public void Add(TaskRun run)
    {
        lock (_gate)
        {
            _runs.Add(run);
            if (_revoked.ContainsKey(run.Task.Id))
            {
                run.Revoke(new RunEnd(RunEndKind.Revoked));
            }
        }
    }

    /// <summary>A task's handler begins.</summary>
    public void Begin(TaskRun run, DateTimeOffset now)
    {
        lock (_gate)
        {
            (run.State, run.Started) = (RunState.Active, now);
            _totals[run.Task.Name] = _totals.GetValueOrDefault(run.Task.Name) + 1;
            _processed++;
        }
    }

    /// <summary>A task is no longer here.</summary>
    public void Remove(TaskRun run)
    {
        lock (_gate)
        {
            _runs.Remove(run);
        }
    }

    /// <summary>Ids are not to run here, now or later.</summary>
    /// <returns>The tasks of these ids that are here.</returns>
    public IReadOnlyList<TaskRun> Revoke(IEnumerable<string> ids, RunEnd end, double now)
    {
        List<TaskRun> here;
        lock (_gate)
        {
            var wanted = ids.ToHashSet(StringComparer.Ordinal);
            foreach (var id in wanted.Where(id => _revoked.TryAdd(id, now)))
            {
                _oldest.Enqueue(id);
            }

            while (_revoked.Count > MaxRevoked)
            {
                _revoked.Remove(_oldest.Dequeue());
            }

            here = [.. _runs.Where(run => wanted.Contains(run.Task.Id))];
        }

        here.ForEach(run => run.Revoke(end));
        return here;
    }
}

using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>The workers of a run by their numbers in the file; a restarted worker has a new name and the old number.</summary>
internal sealed class PlanWorkers(ExperimentPlan plan, Scene scene)
{
    private readonly Lock _gate = new();
    private readonly List<List<Worker>> _workers = [];

    /// <summary>Starts all of them.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var poison = plan.Traffic.Any(t => t.Poison > 0) ? PlannedTraffic.PoisonAttribute : null;
        foreach (var spec in plan.EachWorker)
        {
            Add(_workers.Count + 1, await scene.SpawnAsync(spec with { PoisonAttribute = poison }, cancellation));
        }
    }

    /// <summary>The worker that has a number now.</summary>
    public Worker Get(int number)
    {
        lock (_gate)
        {
            return _workers[number - 1][^1];
        }
    }

    /// <summary>The names that a number has had.</summary>
    public IReadOnlySet<string> NamesOf(int number)
    {
        lock (_gate)
        {
            return _workers[number - 1].Select(w => w.Name).ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <summary>Every worker that the run has had.</summary>
    public IReadOnlyList<Worker> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _workers.SelectMany(w => w)];
            }
        }
    }

    /// <summary>Whether somebody listens on a subscription, by its name in the run.</summary>
    public bool Serve(string subscription) => All.Any(w => w.Subscription == subscription && w.State is WorkerState.Starting or WorkerState.Running);

    /// <summary>Starts a number anew; one that still runs finishes its messages first.</summary>
    /// <returns>The new worker.</returns>
    public async Task<Worker> RestartAsync(int number, CancellationToken cancellation)
    {
        var before = Get(number);
        await before.StopAsync(WorkerPool.StopTimeout);
        var spec = plan.EachWorker[number - 1] with { PoisonAttribute = before.Spec.PoisonAttribute };
        var worker = await scene.SpawnAsync(spec, cancellation);
        Add(number, worker);
        return worker;
    }

    private void Add(int number, Worker worker)
    {
        lock (_gate)
        {
            if (number > _workers.Count)
            {
                _workers.Add([]);
            }

            _workers[number - 1].Add(worker);
        }
    }
}

using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Tui.Workers;

/// <summary>The settings of the next spawned worker.</summary>
internal sealed class SpawnDefaults(WorkerTargets targets, WorkerList list)
{
    /// <summary>The lab's worker that was spawned last, without its name.</summary>
    public WorkerSpec Lab { get; private set; } = new();

    /// <summary>The strategy by which it listens; null for none.</summary>
    public IRoutingStrategy? Route { get; private set; }

    /// <summary>The next worker: in an experiment like its selected worker, else like its last one; in the lab like the last one.</summary>
    public WorkerSpec ReadNext() => targets.Steering switch
    {
        { Workers: { Count: > 0 } workers } => (workers.FirstOrDefault(w => w.Name == list.ReadSelected()?.Name) ?? workers[^1]).Spec with { Name = null },
        null => Lab,
        _ => new WorkerSpec(),
    };

    /// <summary>Keeps a worker of the lab as the model of the next one.</summary>
    public void Keep(WorkerSpec spec, IRoutingStrategy? route) => (Lab, Route) = (spec with { Name = null }, route);
}

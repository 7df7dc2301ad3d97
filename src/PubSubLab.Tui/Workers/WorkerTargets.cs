using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Workers;

/// <summary>
/// The workers that commands work on: those of the experiment that runs, then the lab's own. What is done to an experiment's goes into
/// its verdict.
/// </summary>
internal sealed class WorkerTargets(LabSession session, ExperimentRunner experiments, BackgroundWork work)
{
    private WorkerPool Own => session.Workers;

    /// <summary>The experiment that workers are spawned into; null for the lab.</summary>
    public Steering? Steering => experiments.Steering;

    /// <summary>Every worker as it is now.</summary>
    public IReadOnlyList<WorkerStatus> ReadStatus() => [.. Steering?.Workers.Select(w => w.ReadStatus()) ?? [], .. Own.ReadStatus()];

    /// <summary>The workers that a command for all works on: the experiment's where one has any, else the lab's.</summary>
    public IReadOnlyList<WorkerStatus> ReadAll() => Steering?.Workers is { Count: > 0 } workers ? [.. workers.Select(w => w.ReadStatus())] : Own.ReadStatus();

    /// <summary>Names of the experiment's workers.</summary>
    public IEnumerable<string> SteeredNames() => Steering?.Workers.Select(w => w.Name) ?? [];

    /// <summary>The worker of that name.</summary>
    public Worker Get(string name) => Steering?.Workers.FirstOrDefault(w => w.Name == name) ?? Own.Get(name);

    /// <summary>Why nothing can be spawned now; null where it can.</summary>
    public string? WhyNoSpawn() => Steering is { IsOpen: false }
        ? $"'{experiments.Running}' has no workers of its own at this moment that another could join."
        : null;

    /// <summary>Spawns a worker.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="into">The experiment that it goes into, as <see cref="Steering"/> was when the person decided; null for the lab.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Worker> SpawnAsync(WorkerSpec spec, Steering? into, CancellationToken cancellation) =>
        into?.SpawnAsync(spec, cancellation) ?? Own.SpawnAsync(spec with { Name = null }, cancellation);

    /// <summary>Spawns a worker like one that is there, beside it.</summary>
    public Task<Worker> RespawnAsync(string name, CancellationToken cancellation) =>
        SpawnAsync(Get(name).Spec, SteeringOf(name), cancellation);

    /// <summary>Stops a worker in good order, and spawns another in its place.</summary>
    public async Task<Worker> ReplaceAsync(string name, WorkerSpec spec, CancellationToken cancellation)
    {
        var into = SteeringOf(name);
        await StopAsync(name);
        return await SpawnAsync(spec, into, cancellation);
    }

    public void Kill(string name)
    {
        if (SteeringOf(name) is { } steering)
        {
            steering.Kill(name);
        }
        else
        {
            Own.Kill(name);
        }
    }

    public Task StopAsync(string name) => SteeringOf(name)?.StopAsync(name) ?? Own.StopAsync(name);

    public void SwitchHandler(string handler, string name)
    {
        if (Get(name).Handler is var now && now.Name == handler && session.Handlers.IsCurrent(now))
        {
            return;
        }

        // The constructor of a person's own handler may take its time, and the screen does not wait for it.
        var switching = SteeringOf(name)?.SwitchHandlerAsync(handler, name) ?? Own.SwitchHandlerAsync(handler, name);
        work.Start(_ => switching);
    }

    public void SwitchRule(AcceptanceRule accepts, string name)
    {
        var worker = Get(name);
        if (worker.Spec.Accepts.UserIds.Order().SequenceEqual(accepts.UserIds.Order()))
        {
            return;
        }

        if (SteeringOf(name) is { } steering)
        {
            steering.SwitchRule(accepts, name);
        }
        else
        {
            worker.SwitchRule(accepts);
        }
    }

    public async Task ClearEndedAsync()
    {
        await (Steering?.ClearEndedAsync() ?? Task.CompletedTask);
        await Own.ClearEndedAsync();
    }

    private Steering? SteeringOf(string name) => Steering is { } steering && steering.Workers.Any(w => w.Name == name) ? steering : null;
}

using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>
/// What a person does to an experiment while it runs: to the workers of the scene that is open, and to the pace of its traffic. Each
/// change is written down for the verdict. Safe to use from any thread.
/// </summary>
public sealed class Steering
{
    private readonly Lock _gate = new();
    private readonly LabJournal _journal;
    private readonly Action<string> _say;
    private readonly List<Scene> _scenes = [];
    private readonly List<SteeringChange> _changes = [];

    internal Steering(LabJournal journal, Action<string> say) => (_journal, _say) = (journal, say);

    /// <summary>The changes so far, in order.</summary>
    public IReadOnlyList<SteeringChange> Changes
    {
        get
        {
            lock (_gate)
            {
                return [.. _changes];
            }
        }
    }

    /// <summary>Whether a scene is open, so that there is something to steer.</summary>
    public bool IsOpen => Scene is not null;

    /// <summary>The pace of the experiment's traffic; null where no scene is open.</summary>
    public Pace? Pace => Scene?.Publisher.Pace;

    /// <summary>The experiment's workers, with those that were spawned into it.</summary>
    public IReadOnlyList<Worker> Workers => Scene?.Workers.Workers ?? [];

    /// <summary>The experiment's topic and first subscription, <c>topic → subscription</c>; null where no scene is open.</summary>
    public string? Where => Scene is { } scene ? $"{scene.Topic} → {scene.Workers.DefaultSubscription}" : null;

    private Scene? Scene
    {
        get
        {
            lock (_gate)
            {
                return _scenes.Count > 0 ? _scenes[^1] : null;
            }
        }
    }

    /// <summary>Spawns one more worker into the scene; it goes with the scene.</summary>
    /// <param name="spec">The worker's specification. Without a subscription it listens on the scene's first.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LabException">No scene is open, or the broker refused.</exception>
    public async Task<Worker> SpawnAsync(WorkerSpec spec, CancellationToken cancellation)
    {
        var worker = await Open().JoinAsync(spec, cancellation);
        Write($"{worker.Name} spawned: {worker.Handler.Label}, accepts {worker.Spec.Accepts.Label}");
        return worker;
    }

    /// <summary>Kills a worker as a crash would.</summary>
    /// <exception cref="LabException">There is none of that name.</exception>
    public void Kill(string name)
    {
        Open().Workers.Kill(name);
        Write($"{name} killed");
    }

    /// <summary>Stops a worker in good order.</summary>
    /// <exception cref="LabException">There is none of that name.</exception>
    public Task StopAsync(string name)
    {
        var stopping = Open().Workers.StopAsync(name);
        Write($"{name} stopped");
        return stopping;
    }

    /// <summary>Gives a worker another handler, from its next task on.</summary>
    /// <exception cref="LabException">There is no such worker or handler.</exception>
    public async Task SwitchHandlerAsync(string handler, string name, CancellationToken cancellation = default)
    {
        var pool = Open().Workers;
        await pool.SwitchHandlerAsync(handler, name, cancellation);
        Write($"{name} works with {pool.Get(name).Handler.Label}");
    }

    /// <summary>Has a worker keep other tasks, from its next one on.</summary>
    /// <exception cref="LabException">There is none of that name.</exception>
    public void SwitchRule(AcceptanceRule accepts, string name)
    {
        Open().Workers.Get(name).SwitchRule(accepts);
        Write($"{name} accepts {accepts.Label}");
    }

    /// <summary>Changes the pace of the experiment's traffic.</summary>
    /// <exception cref="LabException">No scene is open.</exception>
    public void ChangePace(double factor)
    {
        var pace = Open().Publisher.Pace;
        pace.Change(factor);
        Write(pace.Every is { } every ? $"traffic at {pace.Factor:0.###} times its rate, one task every {Durations.Format(every)}" : $"traffic at {pace.Factor:0.###} times its rate");
    }

    /// <summary>Takes the workers that ended out of the list.</summary>
    public Task ClearEndedAsync() => Scene?.Workers.ClearEndedAsync() ?? Task.CompletedTask;

    internal void Opened(Scene scene)
    {
        lock (_gate)
        {
            _scenes.Add(scene);
        }
    }

    internal void Closed(Scene scene)
    {
        lock (_gate)
        {
            _scenes.Remove(scene);
        }
    }

    private Scene Open() => Scene ?? throw new LabException("The experiment has no workers and no traffic at this moment.");

    private void Write(string what)
    {
        lock (_gate)
        {
            _changes.Add(new SteeringChange(_journal.Now, what));
        }

        _say($"You: {what}.");
    }
}

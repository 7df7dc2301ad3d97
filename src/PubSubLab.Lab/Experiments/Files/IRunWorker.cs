using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>A numbered worker of an experiment's file: one of the lab, or a program.</summary>
internal interface IRunWorker
{
    /// <summary>Its name in sentences.</summary>
    string Name { get; }

    /// <summary>The subscription, by its name in the run.</summary>
    string Subscription { get; }

    /// <summary>Whether it has not ended.</summary>
    bool IsAlive { get; }

    /// <summary>Whether it takes messages, or is about to.</summary>
    bool TakesMessages { get; }

    /// <summary>Kills it as a crash would.</summary>
    void Kill();

    /// <summary>Lets it finish its messages and end.</summary>
    Task StopAsync(TimeSpan timeout);
}

/// <summary>A worker of the lab in a run.</summary>
internal sealed record LabRunWorker(Worker Worker) : IRunWorker
{
    public string Name => Worker.Name;

    public string Subscription => Worker.Subscription;

    public bool IsAlive => Worker.State is WorkerState.Starting or WorkerState.Running or WorkerState.Stopping;

    public bool TakesMessages => Worker.State is WorkerState.Starting or WorkerState.Running;

    public void Kill() => Worker.Kill();

    public Task StopAsync(TimeSpan timeout) => Worker.StopAsync(timeout);
}

using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>The workers of a run by their numbers in the file; a restarted worker has a new name and the old number.</summary>
internal sealed class PlanWorkers(ExperimentPlan plan, ExperimentContext context, Scene scene) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<List<IRunWorker>> _workers = [];
    private readonly List<Task> _stopping = [];
    private readonly string? _poison = plan.Traffic.Any(t => t.Poison > 0) ? PlannedTraffic.PoisonAttribute : null;

    /// <summary>Starts all of them.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        for (var number = 1; number <= plan.EachWorker.Count; number++)
        {
            Add(number, await StartAsync(number, cancellation));
        }
    }

    /// <summary>The worker that has a number now.</summary>
    public IRunWorker Get(int number)
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

    /// <summary>Every worker of the lab that the run has had.</summary>
    public IReadOnlyList<Worker> All => [.. Each.OfType<LabRunWorker>().Select(w => w.Worker)];

    /// <summary>Every program that the run has had.</summary>
    public IReadOnlyList<PlanApplication> Applications => [.. Each.OfType<PlanApplication>()];

    /// <summary>Whether somebody listens on a subscription, by its name in the run.</summary>
    public bool Serve(string subscription) => Each.Any(w => w.Subscription == subscription && w.TakesMessages);

    private IReadOnlyList<IRunWorker> Each
    {
        get
        {
            lock (_gate)
            {
                return [.. _workers.SelectMany(w => w)];
            }
        }
    }

    /// <summary>Starts a number anew; one that still runs finishes its messages first.</summary>
    /// <returns>The new worker.</returns>
    public async Task<IRunWorker> RestartAsync(int number, CancellationToken cancellation)
    {
        // A run that ends does not wait for it: it kills the program.
        await StopAsync(number).WaitAsync(cancellation);
        var worker = await StartAsync(number, cancellation);
        Add(number, worker);
        return worker;
    }

    /// <summary>Lets a number finish its messages and end. <see cref="StoppedAsync"/> awaits it too.</summary>
    public Task StopAsync(int number)
    {
        var stopping = Get(number).StopAsync(WorkerPool.StopTimeout);
        lock (_gate)
        {
            _stopping.Add(stopping);
        }

        return stopping;
    }

    /// <summary>Waits for the workers that were told to stop and that a run's end has overtaken. They have been ended by then.</summary>
    public Task StoppedAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_stopping);
        }
    }

    /// <summary>Ends the programs; the scene ends the workers of the lab.</summary>
    public ValueTask DisposeAsync() => EachEnd.DisposeAsync(Applications);

    /// <summary>The end of the variable that has a name.</summary>
    public static string Variable(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));

    private async Task<IRunWorker> StartAsync(int number, CancellationToken cancellation)
    {
        var planned = plan.EachWorker[number - 1];
        return planned.Application is { } application
            ? await PlanApplication.StartAsync(application, number, plan.Folder, scene.NameOf(planned.Spec.Subscription!), Environment(planned.Spec), context, cancellation)
            : new LabRunWorker(await scene.SpawnAsync(planned.Spec with { PoisonAttribute = _poison }, cancellation));
    }

    /// <summary>Everything that a program must know: where the broker is, and the names of this run.</summary>
    private Dictionary<string, string> Environment(WorkerSpec spec)
    {
        var programs = context.Ports.Programs!;
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PUBSUB_EMULATOR_HOST"] = programs.EmulatorHost,
            ["PUBSUB_PROJECT_ID"] = programs.Project,
            ["GOOGLE_CLOUD_PROJECT"] = programs.Project,
            ["PUBSUB_TOPIC"] = scene.Topic,
            ["PUBSUB_SUBSCRIPTION"] = scene.NameOf(spec.Subscription!),
        };
        foreach (var topic in plan.Subscriptions.SelectMany(s => new[] { s.Spec.Topic, s.Spec.DeadLetterTopic }).OfType<string>().Where(t => t.Length > 0))
        {
            variables[$"PUBSUB_TOPIC_{Variable(topic)}"] = scene.NameOf(topic);
        }

        foreach (var subscription in plan.Subscriptions)
        {
            variables[$"PUBSUB_SUBSCRIPTION_{Variable(subscription.Spec.Name)}"] = scene.NameOf(subscription.Spec.Name);
        }

        return variables;
    }

    private void Add(int number, IRunWorker worker)
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

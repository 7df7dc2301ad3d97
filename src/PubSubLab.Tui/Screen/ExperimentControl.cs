using PubSubLab.Lab.Experiments;

namespace PubSubLab.Tui.Screen;

/// <summary>The experiment that is chosen, the one that runs, and what was found out.</summary>
internal sealed class ExperimentControl(ScreenState screen)
{
    private readonly Dictionary<string, ExperimentRun> _runs = new(StringComparer.Ordinal);
    private CancellationTokenSource? _stop;
    private int _lastWorker;

    /// <summary>The experiments.</summary>
    public IReadOnlyList<IExperiment> All { get; private set; } = ExperimentCatalog.All;

    /// <summary>The chosen one's place in the list.</summary>
    public int Chosen { get; private set; }

    /// <summary>The backends that an experiment may compare; null for the open one alone.</summary>
    public BackendComparison? Backends { get; set; }

    public IExperiment Current => All[Chosen];

    /// <summary>The name of the one that runs; null for none.</summary>
    public string? Running { get; private set; }

    public bool IsRunning => Running is not null;

    /// <summary>Controls of the running experiment; null for none.</summary>
    public Steering? Steering { get; private set; }

    /// <summary>The last run of an experiment; null where it was not run yet.</summary>
    public ExperimentRun? LastRun(IExperiment experiment) => _runs.GetValueOrDefault(experiment.Name);

    /// <summary>Adds experiments of the person's own, and chooses the first of them.</summary>
    public void Add(IReadOnlyList<IExperiment> own)
    {
        All = [.. All, .. own];
        Choose(All.Count - own.Count);
    }

    public void Choose(int index) => Chosen = Math.Clamp(index, 0, All.Count - 1);

    /// <summary>Runs the chosen one on topics and workers of its own, beside the lab's.</summary>
    public void Run()
    {
        var (experiment, session) = (Current, screen.Session);
        var run = new ExperimentRun(session.Journal.Now);
        var stop = new CancellationTokenSource();
        _runs[experiment.Name] = run;
        Running = experiment.Name;
        _stop = stop;
        var context = new ExperimentContext(session.Transport, session.Journal, session.Handlers.Options, line => screen.Work.Post(() => run.Steps.Add((session.Journal.Now, line))))
        {
            WorkerPrefix = "e", Watched = true, Faults = session.Ports.Faults, Backends = Backends, LastWorker = _lastWorker,
        };
        Steering = context.Steering;
        screen.SelectedWorker = null;
        screen.Work.Start(
            async ending =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(ending, stop.Token);
                try
                {
                    var result = await experiment.RunAsync(context, either.Token);
                    screen.Work.Post(() => run.Result = result.ChangedBy(context.Steering.Changes));
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    screen.Work.Post(() => (run.Error, run.WasStopped) = ("Stopped. What it made is removed.", true));
                }
                finally
                {
                    screen.Work.Post(() =>
                    {
                        run.EndedAt = session.Journal.Now;
                        Running = null;
                        Steering = null;
                        _lastWorker = context.LastWorker;
                        _stop = null;
                        stop.Dispose();
                    });
                }
            },
            error => run.Error = error);
    }

    public void Stop()
    {
        _stop?.Cancel();
        screen.Say("Stopping: what the experiment made is being removed.");
    }
}

/// <summary>One run of an experiment, as the screen tells it.</summary>
internal sealed class ExperimentRun(TimeSpan startedAt)
{
    public TimeSpan StartedAt => startedAt;

    /// <summary>When it ended, on the journal's clock; null while it runs.</summary>
    public TimeSpan? EndedAt { get; set; }

    /// <summary>Its messages with their times.</summary>
    public List<(TimeSpan At, string Line)> Steps { get; } = [];

    public ExperimentResult? Result { get; set; }

    /// <summary>Whether the person stopped it, which is no failure.</summary>
    public bool WasStopped { get; set; }

    /// <summary>Why there is no result; null where nothing went wrong.</summary>
    public string? Error { get; set; }
}

using System.Globalization;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Transports;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Experiments;

/// <summary>The experiment that is chosen, the one that runs, and what was found out.</summary>
internal sealed class ExperimentRunner(IReadOnlyList<IExperiment> catalogue, LabSession session, BackgroundWork work, Notices notices)
{
    private const string WorkerPrefix = "e";

    private readonly Dictionary<string, ExperimentRun> _runs = new(StringComparer.Ordinal);
    private readonly List<(int LastWorker, TimeSpan At)> _ends = [];
    private CancellationTokenSource? _stop;
    private IReadOnlyList<IExperiment> _all = catalogue;
    private TransportCapabilities? _broker;
    private int _lastWorker;

    /// <summary>The experiments, in the words of the broker as soon as it is known.</summary>
    public IReadOnlyList<IExperiment> All
    {
        get
        {
            if (session.Capabilities is { } can && !ReferenceEquals(can, _broker))
            {
                (_broker, _all) = (can, [.. _all.Select(e => e.On(can))]);
            }

            return _all;
        }
    }

    /// <summary>The chosen one's place in the list.</summary>
    public int Chosen { get; private set; }

    /// <summary>The backends that an experiment may compare; null for the open one alone.</summary>
    public BackendComparison? Backends { get; set; }

    public IExperiment Current => All[Chosen];

    /// <summary>The name of the one that runs; null for none.</summary>
    public string? Running { get; private set; }

    public bool IsRunning => Running is not null;

    /// <summary>Raised when an experiment starts.</summary>
    public event EventHandler? Started;

    /// <summary>Raised when a run has ended, on the screen's thread.</summary>
    public event EventHandler<EventArgs<ExperimentRun>>? Ended;

    /// <summary>Controls of the running experiment; null for none.</summary>
    public Steering? Steering { get; private set; }

    /// <summary>Whether a worker belongs to the running experiment.</summary>
    public bool IsWorkerOfRunning(string worker) => IsRunning && NumberOf(worker) > _lastWorker;

    /// <summary>Whether a worker belongs to the newest run that has ended.</summary>
    public bool IsWorkerOfLast(string worker) => !IsRunning && NumberOf(worker) > (_ends.Count > 1 ? _ends[^2].LastWorker : 0);

    /// <summary>When the experiment of a worker ended, on the journal's clock; null while it runs, and for a worker of no experiment.</summary>
    public TimeSpan? EndOf(string worker) =>
        NumberOf(worker) is { } number && _ends.FindIndex(e => number <= e.LastWorker) is var at and >= 0 ? _ends[at].At : null;

    /// <summary>The last run of an experiment; null where it was not run yet.</summary>
    public ExperimentRun? LastRun(IExperiment experiment) => _runs.GetValueOrDefault(experiment.Name);

    /// <summary>Adds experiments of the person's own, and chooses the first of them.</summary>
    public void Add(IReadOnlyList<IExperiment> own)
    {
        _all = [.. All, .. own];
        _broker = null;
        Choose(All.Count - own.Count);
    }

    public void Choose(int index) => Chosen = Math.Clamp(index, 0, All.Count - 1);

    /// <summary>Runs the chosen one on topics and workers of its own, beside the lab's.</summary>
    /// <param name="settings">Parameters of the run.</param>
    /// <param name="said">Place of the predicted answer; null for none.</param>
    /// <param name="variation">The change that the run shows; null for none.</param>
    public void Run(RunSettings settings, int? said = null, string? variation = null)
    {
        var experiment = Current;
        var run = new ExperimentRun(experiment, session.Journal.Now, said, variation);
        var stop = new CancellationTokenSource();
        _runs[experiment.Name] = run;
        Running = experiment.Name;
        _stop = stop;
        var handlers = settings.SlowFor is { } slowFor ? session.Handlers.With(session.Handlers.Options with { SlowFor = slowFor }) : session.Handlers;
        var context = new ExperimentContext(session.Transport, session.Journal, handlers, line => work.Post(() => run.Steps.Add((session.Journal.Now, line))))
        {
            WorkerPrefix = WorkerPrefix, Watched = true, Ports = session.Ports, Runtime = session.Runtime, Backends = Backends, LastWorker = _lastWorker,
            Workers = settings.Workers, Messages = settings.Messages, Routing = settings.Routing, Captions = run.Captions,
        };
        Steering = context.Steering;
        session.Journal.Attach(run.Loss);
        Started?.Invoke(this, EventArgs.Empty);
        work.Start(
            async ending =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(ending, stop.Token);
                try
                {
                    var result = await experiment.RunAsync(context, either.Token);
                    work.Post(() => run.Result = result.ChangedBy(context.Steering.Changes));
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    work.Post(() => (run.Error, run.WasStopped) = ("Stopped. What it made is removed.", true));
                }
                finally
                {
                    work.Post(() =>
                    {
                        run.EndedAt = session.Journal.Now;
                        session.Journal.Detach(run.Loss);
                        Running = null;
                        Steering = null;
                        _lastWorker = context.LastWorker;
                        _ends.Add((_lastWorker, run.EndedAt.Value));
                        _stop = null;
                        stop.Dispose();
                        Ended?.Invoke(this, new(run));
                    });
                }
            },
            error => run.Error = error);
    }

    // A worker of a run on a second backend has the backend's name before this one.
    private static int? NumberOf(string worker) =>
        worker[(worker.LastIndexOf('-') + 1)..] is var own && own.StartsWith(WorkerPrefix, StringComparison.Ordinal)
            && int.TryParse(own.AsSpan(WorkerPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public void Stop()
    {
        _stop?.Cancel();
        notices.Say("Stopping: what the experiment made is being removed.");
    }
}

using System.Runtime.CompilerServices;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Runtime;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Experiments;

/// <summary>An experiment's surroundings: the caller's transport and journal, and an output.</summary>
public sealed class ExperimentContext
{
    private readonly Action<string> _say;
    private readonly StrongBox<int> _workers = new();

    /// <summary>A context on a transport that is connected, and the journal that its events go to.</summary>
    /// <param name="transport">The broker.</param>
    /// <param name="journal">The journal; a backend with broker events must write to the same one.</param>
    /// <param name="handlers">The handlers; <see cref="HandlerOptions.SlowFor"/> of their options sets the experiments' pace.</param>
    /// <param name="say">Gets a line for each step; called from any thread.</param>
    public ExperimentContext(ITransport transport, LabJournal journal, HandlerCatalog? handlers = null, Action<string>? say = null)
    {
        Transport = transport;
        Journal = journal;
        Handlers = handlers ?? new HandlerCatalog();
        _say = say ?? (static _ => { });
        Steering = new Steering(journal, Say);
    }

    private ExperimentContext(ExperimentContext whole, ITransport transport, string name, HandlerOptions handlers)
    {
        Transport = transport;
        Journal = whole.Journal;
        Handlers = whole.Handlers.With(handlers);
        WorkerPrefix = $"{name}-{whole.WorkerPrefix}";
        Steering = whole.Steering;
        Watched = whole.Watched;
        Captions = whole.Captions;
        Runtime = whole.Runtime;
        _workers = whole._workers;
        _say = line => whole._say($"{name}: {line}");
    }

    /// <summary>The broker.</summary>
    public ITransport Transport { get; }

    /// <summary>Everything that happened.</summary>
    public LabJournal Journal { get; }

    /// <summary>The handlers that workers can have.</summary>
    public HandlerCatalog Handlers { get; }

    /// <summary>Options of the handlers; a scene can override them.</summary>
    public HandlerOptions HandlerOptions => Handlers.Options;

    /// <summary>Number of workers or users; null for the experiment's choice.</summary>
    public int? Workers { get; init; }

    /// <summary>Number of messages; null for the experiment's choice.</summary>
    public int? Messages { get; init; }

    /// <summary>Options of the experiment <c>routing</c>; null for its defaults. Other experiments ignore them.</summary>
    public RoutingOptions? Routing { get; init; }

    /// <summary>Source of the scenes' suffixes. Default: the machine's.</summary>
    public ILabRuntime Runtime { get; init; } = MachineRuntime.Instance;

    /// <summary>This backend's name and the other backends of a comparison; null for this one alone.</summary>
    public BackendComparison? Backends { get; init; }

    /// <summary>Prefix of its workers' names. It differs from the lab's if both share a journal. Default: <c>w</c>.</summary>
    public string WorkerPrefix { get; init; } = "w";

    /// <summary>The number of the last worker that was named. Where several runs write one journal, the next goes on from the last one's. Default: 0.</summary>
    public int LastWorker
    {
        get => Volatile.Read(ref _workers.Value);
        init => _workers.Value = value;
    }

    /// <summary>Whether a person watches: what would be over in a moment takes its time then. Default: no.</summary>
    public bool Watched { get; init; }

    /// <summary>A person's changes to the run.</summary>
    public Steering Steering { get; }

    /// <summary>The backend's abilities beyond messages. Default: none.</summary>
    public LabPorts Ports { get; init; } = LabPorts.None;

    /// <summary>Seed of what a run draws itself. Default: 0.</summary>
    public int Seed { get; init; }

    /// <summary>Gets the moments of the run; null where nobody shows captions.</summary>
    public CaptionWatch? Captions { get; init; }

    /// <summary>Reports the current step.</summary>
    public void Say(string line)
    {
        Captions?.CountStep();
        _say(line);
    }

    /// <summary>The same run on another transport: steered as a whole, with its name before its workers' names and what it says.</summary>
    internal ExperimentContext On(ITransport transport, string name, HandlerOptions handlers) => new(this, transport, name, handlers);

    /// <summary>Opens a scene: a topic and subscriptions with unique names, removed with the scene.</summary>
    /// <param name="purpose">Goes into the names, <c>lab-{purpose}-1f3a…</c>.</param>
    /// <param name="subscriptions">The subscriptions' short purposes and specs, made on the scene's topic, or on a further one whose purpose they name; the scene completes the names.</param>
    /// <param name="handlers">Handlers with options of their own; null for the context's.</param>
    /// <param name="cancellation">Gives up opening.</param>
    /// <param name="fixedTopic">The topic's name; all purposes are then names. Null for unique names.</param>
    public async Task<Scene> OpenAsync(
        string purpose, IReadOnlyList<SubscriptionSpec> subscriptions, HandlerOptions? handlers, CancellationToken cancellation, string? fixedTopic = null)
    {
        var topic = fixedTopic ?? $"lab-{purpose}-{Runtime.SuffixAt(Journal.Appended)}";
        var scene = new Scene(this, topic, subscriptions, handlers is null ? Handlers : Handlers.With(handlers), fixedTopic is not null);
        try
        {
            await scene.StartAsync(cancellation);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>A worker's name that no scene of this run has used.</summary>
    internal string NextWorkerName() => $"{WorkerPrefix}{Interlocked.Increment(ref _workers.Value)}";
}

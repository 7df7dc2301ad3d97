using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Runs;
using PubSubLab.Lab.Runtime;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab;

/// <summary>
/// An open lab: a transport, a journal, a publisher and workers on one topic and subscription. Both faces, the screen and the
/// headless commands, work on this and nothing below it.
/// </summary>
public sealed class LabSession : IAsyncDisposable
{
    private readonly TemporaryTopologies _temporary;
    private volatile LabPorts _ports;

    /// <summary>Opens nothing yet; <see cref="StartAsync"/> does. The transport is the session's from here on, and disposed with it.</summary>
    public LabSession(
        ITransport transport, LabJournal journal, HandlerCatalog? handlers = null, LabOptions? options = null, LabPorts? ports = null, ILabRuntime? runtime = null)
    {
        _ports = ports ?? LabPorts.None;
        Options = options ?? new LabOptions();
        Runtime = runtime ?? MachineRuntime.Instance;
        Transport = transport;
        Journal = journal;
        Handlers = handlers ?? new HandlerCatalog();
        _temporary = new TemporaryTopologies(transport, journal);
        Router = new UserRouter(transport, journal, _temporary, Runtime);
        Publisher = new Publisher(transport, journal, Options.Topic);
        Workers = new WorkerPool(transport, journal, Handlers, Options.Subscription);
    }

    /// <summary>Topic and subscription.</summary>
    public LabOptions Options { get; }

    /// <summary>The backend's ports; more may appear while the backend opens.</summary>
    public LabPorts Ports => _ports;

    /// <summary>Its chance and threads.</summary>
    public ILabRuntime Runtime { get; }

    /// <summary>The broker behind it.</summary>
    public ITransport Transport { get; }

    /// <summary>Everything that happened.</summary>
    public LabJournal Journal { get; }

    /// <summary>The handlers that workers can have.</summary>
    public HandlerCatalog Handlers { get; }

    /// <summary>Publishes.</summary>
    public Publisher Publisher { get; }

    /// <summary>Sends to one user and listens for one, by a strategy.</summary>
    public UserRouter Router { get; }

    /// <summary>Works.</summary>
    public WorkerPool Workers { get; }

    /// <summary>Its part of a data directory, disposed with the session; null where nothing lasts.</summary>
    public KeptRun? Kept { get; init; }

    /// <summary>The backend's capabilities, known after <see cref="StartAsync"/>.</summary>
    public TransportCapabilities? Capabilities { get; private set; }

    /// <summary>Takes in what a backend offers that was still being opened when the session was made.</summary>
    public void Offer(LabPorts ports) => _ports = ports;

    /// <summary>Connects, makes topic and subscription where the backend allows it, and finds out what the backend can do.</summary>
    /// <exception cref="LabException">No broker there, or something is missing that must not be created silently.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        await Transport.EnsureAsync(Topology.Simple(Options.Topic, Options.Subscription), cancellation);
        Kept?.Begin(Workers);
        Capabilities = await Transport.GetCapabilitiesAsync(cancellation);
        foreach (var note in Capabilities.Notes)
        {
            Journal.Append(LabEventKind.Note, data: new Reason(note));
        }
    }

    /// <summary>
    /// Makes topic and subscription again on a broker that has lost them, and respawns the workers that failed on it under their names.
    /// </summary>
    /// <returns>The workers that were respawned.</returns>
    /// <exception cref="LabException">It could not be made.</exception>
    public async Task<IReadOnlyList<string>> MendAsync(CancellationToken cancellation)
    {
        await Transport.EnsureAsync(Topology.Simple(Options.Topic, Options.Subscription), cancellation);
        return await Workers.RespawnFailedAsync(Options.Subscription, cancellation);
    }

    /// <summary>
    /// Makes a subscription of the lab's own on its topic, for workers spawned from now on, so that they take nothing away from others. It
    /// goes with the session.
    /// </summary>
    /// <returns>Its id.</returns>
    /// <exception cref="LabException">It could not be made.</exception>
    public async Task<string> UseTemporarySubscriptionAsync(CancellationToken cancellation)
    {
        var name = $"{Options.Subscription}-{Runtime.SuffixAt(Journal.Appended)}";
        await _temporary.MakeAsync(new SubscriptionSpec(name, Options.Topic), withTopic: false, cancellation);
        Workers.DefaultSubscription = name;
        return name;
    }

    /// <summary>Makes a topic and a subscription on it that go with the session.</summary>
    /// <exception cref="LabException">They could not be made.</exception>
    public Task MakeTemporaryAsync(SubscriptionSpec spec, CancellationToken cancellation) => _temporary.MakeAsync(spec, withTopic: true, cancellation);

    /// <summary>Removes a subscription of <see cref="MakeTemporaryAsync"/> with its topic; one that this session did not make stays.</summary>
    /// <exception cref="LabException">It could not be removed.</exception>
    public Task RemoveTemporaryAsync(string subscription, CancellationToken cancellation) => _temporary.RemoveAsync(subscription, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Workers.DisposeAsync();
        await _temporary.DisposeAsync();
        await Transport.DisposeAsync();
        if (Kept is not null)
        {
            await Kept.DisposeAsync();
        }
    }
}

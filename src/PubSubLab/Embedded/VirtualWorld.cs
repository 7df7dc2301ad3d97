using PubSubLab.Emulator;
using PubSubLab.Emulator.InProcess;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Runtime;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Embedded;

/// <summary>A lab on the emulator's engine without sockets, on a clock that is moved by hand and a fixed seed: it comes out the same each time.</summary>
internal sealed class VirtualWorld : IDisposable
{
    /// <summary>When it begins: a date that says that it is not today.</summary>
    public static readonly DateTimeOffset Begin = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The time that a nack takes in an exact world.</summary>
    private static readonly TimeSpan s_nackTakes = TimeSpan.FromMilliseconds(10);

    private readonly int _seed;
    private readonly DispatchOrder _dispatch;
    private readonly OneThread _thread;
    private readonly TimeSpan _limit;

    private readonly InProcessPushEndpoints _push = new();

    private const string Project = "pubsublab";
    private const string Tag = "lab";

    /// <summary>An empty world.</summary>
    /// <param name="seed">The seed of what is drawn.</param>
    /// <param name="dispatch">Which waiting worker gets a message.</param>
    /// <param name="handlers">The handlers' options; null for their defaults.</param>
    /// <param name="exact">
    /// Whether time goes from each moment to the next, for figures and for long runs. Default: in steps of 10 ms, for pictures.
    /// </param>
    /// <param name="description">Where the header says that the lab is connected to; null for the embedded emulator.</param>
    public VirtualWorld(int seed, DispatchOrder dispatch = DispatchOrder.Random, HandlerCatalog? handlers = null, bool exact = false, string? description = null)
    {
        (_seed, _dispatch) = (seed, dispatch);
        Clock = LabClock.Manual(Begin);
        _thread = new OneThread(Clock, exact);
        _limit = exact ? TimeSpan.FromDays(30) : TimeSpan.FromHours(1);
        Journal = new LabJournal(Clock);
        Emulator = new InProcessEmulator(new PubSubEmulatorOptions
        {
            TimeProvider = Clock, Seed = seed, Dispatch = dispatch, Observer = new EmulatorJournal(Journal, Tag, Project), PushHandler = _push,
        });
        var transport = new InProcessTransport(Emulator, Project, Tag, Clock)
        {
            Description = description ?? (exact ? "embedded, virtual time" : "embedded :8085"), NackTakes = exact ? s_nackTakes : TimeSpan.Zero,
        };
        Session = new LabSession(
            transport, Journal, handlers ?? new HandlerCatalog(), null,
            new LabPorts
            {
                Filters = new EmulatorFilters(), Backlog = new EmulatorBacklog(Emulator.Inspection, Project), Topology = new ReadOnlyTopology(transport.List),
                Transforms = transport.Transforms, TransformTrial = new EmulatorTransformTrial(Emulator.Broker.Transforms),
                Faults = exact ? new EmulatorFaultControl(Emulator.Faults, Emulator.MessageFaults, Project, Journal) : null, Push = _push,
            },
            DeterministicRuntime.Instance);
    }

    public LabClock Clock { get; }

    public LabJournal Journal { get; }

    public InProcessEmulator Emulator { get; }

    public LabSession Session { get; }

    /// <summary>Opens another broker on the same clock, of which the journal is told nothing.</summary>
    /// <returns>A transport on it, and what ends both.</returns>
    public (ITransport Transport, IAsyncDisposable Owner) OpenBroker()
    {
        var emulator = new InProcessEmulator(new PubSubEmulatorOptions { TimeProvider = Clock, Seed = _seed, Dispatch = _dispatch });
        return (new InProcessTransport(emulator, Project, Tag, Clock) { Description = "embedded, virtual time", NackTakes = s_nackTakes }, emulator);
    }

    /// <summary>The experiment's context.</summary>
    /// <param name="captions">Gets the moments of the run; null for nobody.</param>
    public ExperimentContext Context(CaptionWatch? captions = null) =>
        new(Session.Transport, Journal, Session.Handlers) { WorkerPrefix = "e", Ports = Session.Ports, Runtime = Session.Runtime, Captions = captions };

    /// <summary>Runs to the end, on this thread.</summary>
    /// <param name="body">The code to run.</param>
    /// <param name="moved">Called at every moment, after everything of it has happened; null for nothing.</param>
    public T Run<T>(Func<Task<T>> body, Action? moved = null) => _thread.Run(body, _limit, moved);

    /// <inheritdoc/>
    public void Dispose()
    {
        Run(async () =>
        {
            await Session.DisposeAsync();
            await Emulator.DisposeAsync();
            return true;
        });
        _push.Dispose();
        Clock.Dispose();
    }
}

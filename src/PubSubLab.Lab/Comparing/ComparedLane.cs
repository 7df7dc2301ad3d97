using System.Globalization;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Comparing;

/// <summary>One lane of a comparison: a small lab with a topology, workers and a journal of its own. Safe to read from any thread.</summary>
public sealed class ComparedLane
{
    /// <summary>Prefix of all names that a lane creates.</summary>
    public const string NamePrefix = "lab-compare-";

    private const int KeptEvents = 20_000;
    // Nobody looks at more at once, and each one costs a question to the broker.
    private const int MostCounted = 8;

    private static readonly IReadOnlyDictionary<string, BacklogState> s_uncounted = new Dictionary<string, BacklogState>(StringComparer.Ordinal);
    private static readonly TimeSpan s_removal = TimeSpan.FromSeconds(10);

    private readonly string _prefix;
    private readonly string _letter;
    private readonly int _messages;
    private readonly Topology _topology;
    private ITransport? _transport;
    private IBacklogView? _backlog;
    private volatile IReadOnlyDictionary<string, BacklogState> _counted = s_uncounted;
    private WorkerPool? _workers;
    private bool _made;
    private volatile string? _error;
    private volatile string? _sendError;
    private int _state = (int)LaneState.Opening;

    internal ComparedLane(LanePlan plan, string letter, int messages, string suffix, TimeProvider time, bool isOnOpenBroker)
    {
        (Plan, _letter, _messages, IsOnOpenBroker) = (plan, letter, messages, isOnOpenBroker);
        _prefix = $"{NamePrefix}{letter}-{suffix}-";
        Journal = new LabJournal(time, KeptEvents);
        Facts = Journal.Attach(new LaneFacts(messages));
        var specs = plan.Subscriptions.Select(s => s with { Name = _prefix + s.Name, Topic = _prefix + s.Topic }).ToList();
        _topology = new Topology([.. specs.Select(s => s.Topic).Distinct(StringComparer.Ordinal)], specs) { Temporary = true };
    }

    /// <summary>Its plan.</summary>
    public LanePlan Plan { get; }

    /// <summary>Everything that happened in it.</summary>
    public LabJournal Journal { get; }

    /// <summary>Its counts.</summary>
    public LaneFacts Facts { get; }

    /// <summary>Whether it is on the broker that the lab has open, and not on one of its own.</summary>
    public bool IsOnOpenBroker { get; }

    /// <summary>Messages that are sent through it.</summary>
    public int Messages => _messages;

    /// <summary>Why it does not run, what goes wrong, or what it left behind, in a sentence; null where nothing does.</summary>
    public string? Error => _error ?? _sendError;

    /// <summary>Its state.</summary>
    public LaneState State
    {
        get
        {
            var state = (LaneState)Volatile.Read(ref _state);
            return state == LaneState.Running && Facts.Useful >= _messages ? LaneState.Done : state;
        }
    }

    /// <summary>Its subscriptions, by their full names.</summary>
    public IReadOnlyList<SubscriptionSpec> Subscriptions => _topology.Subscriptions;

    /// <summary>Its workers.</summary>
    public IReadOnlyList<WorkerStatus> ReadWorkers() => Volatile.Read(ref _workers)?.ReadStatus() ?? [];

    /// <summary>A subscription's backlog, by its full name; null where its broker does not tell.</summary>
    public BacklogState? BacklogOf(string subscription) => _backlog is { } view ? view.Read(subscription) : _counted.GetValueOrDefault(subscription);

    /// <summary>A name without what makes it unique.</summary>
    public string ShortOf(string name) => name.StartsWith(_prefix, StringComparison.Ordinal) ? name[_prefix.Length..] : name;

    /// <summary>Makes topology and workers.</summary>
    /// <exception cref="LabException">The broker refused.</exception>
    /// <param name="transport">Its broker.</param>
    /// <param name="backlog">Looks into the broker's backlogs; null where that is not possible, or the transport counts them.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task OpenAsync(ITransport transport, IBacklogView? backlog, CancellationToken cancellation)
    {
        if (Plan.WhyNot(await transport.GetCapabilitiesAsync(cancellation)) is { } reason)
        {
            throw new LabException(reason);
        }

        // Before it is there: half of it may be when making the rest fails.
        (_transport, _backlog, _made) = (transport, backlog, true);
        await transport.EnsureAsync(_topology, cancellation);
        var workers = new WorkerPool(transport, Journal, new HandlerCatalog(Plan.Handlers), _topology.Subscriptions[0].Name);
        Volatile.Write(ref _workers, workers);
        await Task.WhenAll(Plan.Workers.Select((spec, i) => workers.SpawnAsync(
            spec with { Name = $"{_letter}{i + 1}", Subscription = spec.Subscription is { } name ? _prefix + name : null }, cancellation)));
        Volatile.Write(ref _state, (int)LaneState.Running);
    }

    /// <summary>Says why it cannot run.</summary>
    internal void Refuse(string why)
    {
        _error = why;
        Volatile.Write(ref _state, (int)LaneState.Refused);
    }

    /// <summary>Publishes the message with a number. A broker that is away is said, and the next message is tried again.</summary>
    internal async Task SendAsync(int number, CancellationToken cancellation)
    {
        if (_transport is not { } transport || State != LaneState.Running)
        {
            return;
        }

        var (topic, task) = Plan.Message(number);
        task = task with
        {
            Attributes = new Dictionary<string, string>(task.Attributes, StringComparer.Ordinal) { [LaneFacts.NumberAttribute] = number.ToString(CultureInfo.InvariantCulture) },
        };
        try
        {
            Facts.Sending(number, Journal.Now);
            var id = await transport.PublishAsync(_prefix + topic, task, cancellation);
            _ = Journal.Append(LabEventKind.Published, new MessageFacts(id, _prefix + topic, task.Data, task.Attributes, task.OrderingKey));
            _sendError = null;
        }
        catch (LabException e)
        {
            _sendError = e.Message;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The comparison was left; nobody waits for this message.
        }
    }

    /// <summary>Asks a broker of queues how much waits.</summary>
    internal async Task CountAsync(CancellationToken cancellation)
    {
        if (_transport is not IQueueInspection queues || State is not (LaneState.Running or LaneState.Done))
        {
            return;
        }

        var counted = new Dictionary<string, BacklogState>(StringComparer.Ordinal);
        try
        {
            foreach (var name in _topology.Subscriptions.Take(MostCounted).Select(s => s.Name))
            {
                if (await queues.ReadBacklogAsync(name, cancellation) is { } backlog)
                {
                    counted[name] = backlog;
                }
            }

            _counted = counted;
        }
        catch (LabException)
        {
            // The lane says that its broker is away; old counts would be wrong.
            _counted = s_uncounted;
        }
    }

    /// <summary>Kills the first worker, as a crash would.</summary>
    internal void KillFirst()
    {
        if (Volatile.Read(ref _workers)?.Workers is [var first, ..])
        {
            first.Kill();
        }
    }

    /// <summary>Ends the workers and removes what was made. Not cancelled with the run, but a broker that is gone cannot hold up the end.</summary>
    internal async Task CloseAsync()
    {
        // Nothing is sent any more; what it left behind is said below.
        _sendError = null;
        var refused = State == LaneState.Refused;
        if (_workers is { } workers)
        {
            await workers.DisposeAsync();
        }

        if (_made && _transport is { } transport)
        {
            using var limit = new CancellationTokenSource(s_removal, Journal.Time);
            try
            {
                await transport.RemoveAsync(_topology, limit.Token);
            }
            catch (Exception e) when (e is LabException or OperationCanceledException)
            {
                _error = $"Could not remove everything that begins with {_prefix}: {e.Message} Subscriptions expire in a day; 'pubsublab cleanup' removes them before.";
            }
        }

        if (!refused)
        {
            Volatile.Write(ref _state, (int)LaneState.Closed);
        }
    }
}

using System.Runtime.CompilerServices;
using PubSubLab.Configuration;
using PubSubLab.Doctor;
using PubSubLab.Embedded;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Opening;
using PubSubLab.Transports.Celery;
using PubSubLab.Transports.Celery.GcPubSub;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Backends;

/// <summary>
/// Celery's task queue on Pub/Sub itself, as Kombu's <c>gcpubsub</c> has it. Another backend carries it: an emulator where
/// <c>PUBSUB_EMULATOR_HOST</c> is set, Google Cloud where a setting of its accounts is, else the emulator inside the lab.
/// The topic of a queue has its name, so <c>TOPIC_NAME</c> is not used.
/// </summary>
internal sealed class GcPubSubBackend(SettingValues values, LabSettings settings) : CeleryBackend(values, settings with { Topic = settings.Subscription })
{
    private const string OnKey = "GCPUBSUB_ON";
    private const string RetryKey = "GCPUBSUB_RETRY";

    private readonly PubSubBackend _carrier = CarrierOf(values, settings);

    /// <summary>The side that brings a failed task back. Default: the worker, as in Celery.</summary>
    public RetriedBy Retries { get; } =
        values.Checked(RetryKey, t => t is "celery" or "pubsub", "celery or pubsub") == "pubsub" ? RetriedBy.PubSub : RetriedBy.Celery;

    /// <inheritdoc/>
    public override string Name => "gcpubsub";

    /// <inheritdoc/>
    public override int Position => 4;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Keys => [OnKey, RetryKey, .. base.Keys];

    /// <summary>The backend that carries it.</summary>
    public Backend Carrier => _carrier;

    /// <inheritdoc/>
    public override bool IsInProcess => _carrier.IsInProcess;

    /// <inheritdoc/>
    public override bool IsRealProject => _carrier.IsRealProject;

    /// <inheritdoc/>
    public override IEnumerable<string> Problems => GcPubSubCeleryTransport.WhyNoQueue(Settings.Subscription) is { } problem
        ? _carrier.Problems.Append($"{SettingKeys.SubscriptionName}: {problem}")
        : _carrier.Problems;

    /// <inheritdoc/>
    public override async Task<LabBackend> OpenAsync(LabJournal journal, EmbeddedOptions embedded, CancellationToken cancellation) =>
        // The broker would tell of Kombu's envelopes; the transport tells of tasks.
        Wrap(await _carrier.OpenAsync(journal, embedded with { Watched = false }, cancellation), journal);

    /// <inheritdoc/>
    public override Func<VirtualWorld, OpenedBackend>? InVirtualTime => _carrier.InVirtualTime is null ? null : world =>
    {
        // On a broker of its own: the world's tells the journal of every message. Results on a Redis would not wait for virtual time.
        var broker = world.OpenBroker();
        var transport = new GcPubSubCeleryTransport(broker.Transport, OptionsOf(world.Journal) with { Retries = Retries, ResultUrl = null });
        return new OpenedBackend(transport, broker.Owner);
    };

    /// <inheritdoc/>
    public override LabBackend Join(LabJournal journal) => Wrap(_carrier.Join(journal), journal);

    /// <inheritdoc/>
    public override PubSubInspection? Inspect() => _carrier.Inspect();

    /// <inheritdoc/>
    public override async IAsyncEnumerable<Finding> CheckAsync(Func<string, Task<bool>> mayCreate, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var finding in _carrier.CheckAsync(mayCreate, cancellation))
        {
            yield return finding;
            if (finding.Mark == Mark.Bad)
            {
                yield break;
            }
        }

        var found = $"topic {_carrier.Settings.Topic} and subscription {_carrier.Settings.Subscription} are there";
        await foreach (var finding in new CeleryCheck(Settings, found, ending => OpenAsync(new LabJournal(), new EmbeddedOptions(), ending)).RunAsync(cancellation))
        {
            yield return finding;
        }
    }

    private LabBackend Wrap(LabBackend opened, LabJournal journal)
    {
        var options = OptionsOf(journal) with { Retries = Retries };
        var transport = new GcPubSubCeleryTransport(opened.Transport, options, opened.Ports.Topology is TopologyAdministration there ? there.ReadAsync : null)
        {
            Inspection = opened.Ports.Inspection,

            // On a real project the lab makes nothing unasked.
            IsSeen = !IsRealProject,
        };
        return new LabBackend(transport, opened.Emulator, new LabPorts
        {
            Clock = opened.Ports.Clock,
            Faults = opened.Ports.Faults,
            Address = opened.Ports.Address,
            Fleet = transport.Fleet,
            Queues = transport,
            Backlog = opened.Ports.Backlog is { } backlog ? new QueueBacklog(backlog, transport.SubscriptionOf) : null,
        });
    }

    private static PubSubBackend CarrierOf(SettingValues values, LabSettings settings)
    {
        var names = settings with { Topic = settings.Subscription, Subscription = GcPubSubCeleryTransport.KombuNameOf(settings.Subscription) };
        var chosen = values.Checked(OnKey, t => t is "embedded" or "emulator" or "cloud", "embedded, emulator or cloud");
        var account = CloudBackend.OwnKeys.FirstOrDefault(key => values.Text(key) is not null);
        var why = chosen is not null ? $"{OnKey} is {chosen}" : account is not null ? $"{account} is set" : $"{SettingKeys.Backend} is gcpubsub";
        return (chosen ?? (settings.EmulatorHost is not null ? "emulator" : account is not null ? "cloud" : "embedded")) switch
        {
            "emulator" => new EmulatorBackend(names) { ChosenBy = why },
            "cloud" => new CloudBackend(values, names) { ChosenBy = why },
            _ => new EmbeddedBackend(names) { ChosenBy = why },
        };
    }
}

using PubSubLab.Configuration;
using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Composition;

/// <summary>The one place where a concrete transport meets the lab: from settings to a transport, with the emulator where it is embedded.</summary>
internal sealed class LabBackend : IAsyncDisposable
{
    private readonly LabClock? _clock;

    private LabBackend(ITransport transport, PubSubEmulator? emulator, LabPorts ports)
    {
        Transport = transport;
        Emulator = emulator;
        Ports = ports;
        _clock = ports.Clock;
    }

    /// <summary>The transport. A <see cref="LabSession"/> that gets it disposes it; a second disposal is harmless.</summary>
    public ITransport Transport { get; }

    /// <summary>Its optional ports.</summary>
    public LabPorts Ports { get; }

    /// <summary>The emulator in this process; null on other backends.</summary>
    public PubSubEmulator? Emulator { get; }

    /// <summary>Opens the backend that the settings name; an embedded one is started in this process and tells the journal what happens in it.</summary>
    /// <exception cref="LabException">The port cannot be used.</exception>
    public static async Task<LabBackend> OpenAsync(
        LabSettings settings, LabJournal journal, EmbeddedOptions embedded, CancellationToken cancellation)
    {
        if (settings.Backend != Backend.Embedded)
        {
            return Join(settings, journal);
        }

        var tag = $"{Environment.ProcessId}";
        var emulator = await EmulatorStart.RunAsync(
            new PubSubEmulatorOptions
            {
                Port = embedded.Port,
                TimeProvider = journal.Time,
                Dispatch = embedded.Dispatch,
                Seed = embedded.Seed,
                CountLimits = embedded.CountLimits,
                Web = embedded.Web,
                MemoryShare = embedded.MemoryShare,
                OnPressure = sentence => journal.Append(LabEventKind.Note, data: new Reason(sentence)),
                OnPushFailed = sentence => journal.Append(LabEventKind.Note, data: new Reason(sentence)),
                Observer = embedded.Watched ? new EmulatorJournal(journal, tag, settings.ProjectId) : null,
            },
            cancellation,
            $"If it is an open lab or an emulator, --emulator-host localhost:{embedded.Port} joins it.");
        var options = new PubSubTransportOptions
        {
            ProjectId = settings.ProjectId,
            EmulatorHost = emulator.Endpoint,
            Description = $"embedded :{emulator.Port}",
            HonoursFilters = true,
            BrokerEvents = embedded.Watched,
            WorkerTag = tag,
            Time = journal.Time,
            Tell = TellTo(journal),
        };
        var ports = new LabPorts
        {
            Clock = journal.Time as LabClock,
            Filters = new EmulatorFilters(),
            Faults = new EmulatorFaultControl(emulator, settings.ProjectId, journal),
            Topology = new TopologyAdministration(options),
            Backlog = new EmulatorBacklog(EmulatorInspection.Of(emulator), settings.ProjectId),
            Push = new HttpPushEndpoints(),
        };
        return new LabBackend(new PubSubTransport(options), emulator, ports);
    }

    /// <summary>Joins what runs already: the open lab, an emulator, or Google Cloud. Starts no broker.</summary>
    public static LabBackend Join(LabSettings settings, LabJournal journal)
    {
        if (settings.Backend is Backend.Redis or Backend.RabbitMq)
        {
            return new LabBackend(CeleryBackend.Open(settings, settings.Backend, journal), null, LabPorts.None);
        }

        var options = OptionsOf(settings, journal.Time) with { Tell = TellTo(journal), WatchesEmulator = true };
        return new LabBackend(
            new PubSubTransport(options), null, new LabPorts
            {
                // Google Cloud does not reach this process.
                Filters = new EmulatorFilters(), Topology = new TopologyAdministration(options), Push = settings.Backend == Backend.Cloud ? null : new HttpPushEndpoints(),
            });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Outstanding waits must not depend on a clock that a person stopped.
        _clock?.SetSpeed(1);
        await Transport.DisposeAsync();
        if (Emulator is not null)
        {
            await Emulator.DisposeAsync();
        }

        _clock?.Dispose();
    }

    /// <summary>Transport options for an external broker.</summary>
    public static PubSubTransportOptions OptionsOf(LabSettings settings, TimeProvider time)
    {
        if (settings.Backend == Backend.Cloud)
        {
            return new PubSubTransportOptions
            {
                ProjectId = settings.ProjectId,
                CloudEndpoint = settings.CloudEndpoint,
                PublisherCredential = new AccountSource(settings.Publisher).Open(),
                SubscriberCredential = new AccountSource(settings.Subscriber).Open(),
                Description = $"cloud {settings.ProjectId}",
                Time = time,
            };
        }

        var host = settings.EmulatorHost ?? $"localhost:{LabSettings.DefaultPort}";
        return new PubSubTransportOptions
        {
            ProjectId = settings.ProjectId,
            EmulatorHost = host,
            Description = $"emulator {host}",
            WorkerTag = $"{Environment.ProcessId}",
            Time = time,
        };
    }

    private static ConnectionTeller TellTo(LabJournal journal) => (kind, worker, data) => journal.Append(kind, worker, data: data);
}

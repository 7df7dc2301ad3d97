using PubSubLab.Configuration;
using PubSubLab.Doctor;
using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Time;
using PubSubLab.Opening;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Backends;

/// <summary>The emulator inside the lab: nothing to install. The default.</summary>
internal sealed class EmbeddedBackend(LabSettings settings) : PubSubBackend(settings)
{
    /// <inheritdoc/>
    public override string Name => "embedded";

    /// <inheritdoc/>
    public override int Position => 1;

    /// <inheritdoc/>
    public override bool IsInProcess => true;

    /// <inheritdoc/>
    public override Func<VirtualWorld, OpenedBackend> InVirtualTime => static world => new OpenedBackend(world.Session.Transport, world.Session.Transport);

    /// <inheritdoc/>
    public override async Task<LabBackend> OpenAsync(LabJournal journal, EmbeddedOptions embedded, CancellationToken cancellation)
    {
        var tag = $"{Environment.ProcessId}";
        var emulator = await EmulatorStart.RunAsync(
            new PubSubEmulatorOptions
            {
                Port = embedded.Port,
                TimeProvider = journal.Time,
                Clock = journal.Time is LabClock clock ? new EmulatorClockControl(clock) : null,
                Dispatch = embedded.Dispatch,
                Seed = embedded.Seed,
                CountLimits = embedded.CountLimits,
                Web = embedded.Web,
                MemoryShare = embedded.MemoryShare,
                DataDirectory = embedded.DataDirectory,
                DiskReserve = embedded.DiskReserve,
                OnPressure = sentence => journal.Append(LabEventKind.Note, data: new Reason(sentence)),
                OnPushFailed = sentence => journal.Append(LabEventKind.Note, data: new Reason(sentence)),
                Observer = embedded.Watched ? new EmulatorJournal(journal, tag, Settings.ProjectId) : null,
            },
            cancellation,
            $"If it is an open lab or an emulator, --emulator-host localhost:{embedded.Port} joins it.",
            started => journal.Unacked.Begin(EmulatorData.Backlog(started.Broker, Settings.ProjectId)));
        var options = new PubSubTransportOptions
        {
            ProjectId = Settings.ProjectId,
            EmulatorHost = emulator.Endpoint,
            Description = embedded.Describe($":{emulator.Port}"),
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
            Faults = new EmulatorFaultControl(emulator.Faults, EmulatorMessageFaults.Of(emulator), Settings.ProjectId, journal),
            Topology = new TopologyAdministration(options),
            Transforms = new TransformAdministration(options),
            TransformTrial = new EmulatorTransformTrial(emulator.Broker.Transforms),
            Backlog = new EmulatorBacklog(EmulatorInspection.Of(emulator), Settings.ProjectId),
            Data = emulator.Broker.Store is { } store ? new EmulatorData(store) : null,
            Push = new HttpPushEndpoints(),
            Address = new EmulatorAddress($"localhost:{emulator.Port}", Settings.ProjectId, ReportsOthers: embedded.Watched),
            Programs = embedded.Watched ? new ProgramHost(emulator.Endpoint, Settings.ProjectId) : null,
        };
        return new LabBackend(new PubSubTransport(options), emulator, ports);
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<Finding> CheckAsync(Func<string, Task<bool>> mayCreate, CancellationToken cancellation) =>
        new EmbeddedCheck(Settings, ending => OpenAsync(new LabJournal(), new EmbeddedOptions(), ending)).RunAsync(cancellation);
}

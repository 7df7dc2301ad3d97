using PubSubLab.Configuration;
using PubSubLab.Embedded;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Opening;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Backends;

/// <summary>A backend that speaks Pub/Sub.</summary>
internal abstract class PubSubBackend(LabSettings settings) : Backend(settings)
{
    /// <summary>The setting that chooses it, in words. Default: <c>BACKEND</c>.</summary>
    public string? ChosenBy { get; init; }

    /// <summary>The same as part of a sentence.</summary>
    protected string Chosen => ChosenBy ?? $"{SettingKeys.Backend} is {Name}";

    /// <inheritdoc/>
    public sealed override string ComparedAs => "pubsub";

    /// <inheritdoc/>
    public sealed override LabBackend Join(LabJournal journal)
    {
        var options = OptionsOf(journal.Time) with { Tell = TellTo(journal), WatchesEmulator = true };
        var transport = new PubSubTransport(options);
        return new LabBackend(
            transport, null, new LabPorts
            {
                Inspection = transport.Inspection,
                Queues = transport.Inspection,

                // Google Cloud does not reach this process.
                Filters = new EmulatorFilters(), Topology = new TopologyAdministration(options), Transforms = options.EmulatorHost is null ? new TransformAdministration(options) : null, Push = options.EmulatorHost is null ? null : new HttpPushEndpoints(),
                Address = options.EmulatorHost is { } host ? new EmulatorAddress(host, options.ProjectId, ReportsOthers: false) : null,
            });
    }

    /// <inheritdoc/>
    public sealed override PubSubInspection Inspect() => new(OptionsOf(TimeProvider.System));

    /// <summary>Options for a broker outside this process: by default an emulator, or the open lab.</summary>
    protected virtual PubSubTransportOptions OptionsOf(TimeProvider time)
    {
        var host = Settings.EmulatorHost ?? $"localhost:{LabSettings.DefaultPort}";
        return new PubSubTransportOptions
        {
            ProjectId = Settings.ProjectId,
            EmulatorHost = host,
            Description = $"emulator {host}",
            WorkerTag = $"{Environment.ProcessId}",
            Time = time,
        };
    }

    /// <summary>Writes a connection's news to the journal.</summary>
    protected static ConnectionTeller TellTo(LabJournal journal) => (kind, worker, data) => journal.Append(kind, worker, data: data);
}

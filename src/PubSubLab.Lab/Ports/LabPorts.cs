using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Time;

namespace PubSubLab.Lab.Ports;

/// <summary>A backend's optional abilities beyond messages. A missing one is null, and the screen says so.</summary>
public sealed record LabPorts
{
    /// <summary>Nothing.</summary>
    public static LabPorts None { get; } = new();

    /// <summary>The clock of broker, workers and handlers, where it can be stopped and moved.</summary>
    public LabClock? Clock { get; init; }

    /// <summary>The recording that is looked at; null where the lab is a live one.</summary>
    public JournalHistory? Recording { get; init; }

    /// <summary>Checks filters as they are typed.</summary>
    public IFilterChecker? Filters { get; init; }

    /// <summary>Things that go wrong on purpose.</summary>
    public IFaultControl? Faults { get; init; }

    /// <summary>Lists, makes and deletes topics and subscriptions.</summary>
    public ITopologyAdministration? Topology { get; init; }

    /// <summary>Reads and changes message transforms.</summary>
    public ITransformAdministration? Transforms { get; init; }

    /// <summary>Tries message transforms.</summary>
    public ITransformTrial? TransformTrial { get; init; }

    /// <summary>Looks into backlogs without taking anything out.</summary>
    public IBacklogView? Backlog { get; init; }

    /// <summary>The workers of other programs and the states of tasks, where they are announced.</summary>
    public IFleetView? Fleet { get; init; }

    /// <summary>The same, also on a broker in another process.</summary>
    public IBacklogInspection? Inspection { get; init; }

    /// <summary>Counts the messages of queues and of subscriptions in another process; null where the transport itself counts them, or nobody.</summary>
    public IQueueInspection? Queues { get; init; }

    /// <summary>Where the broker's topics and messages last; null where they do not.</summary>
    public IDataDirectory? Data { get; init; }

    /// <summary>Where other programs reach the broker; null where it is no emulator.</summary>
    public EmulatorAddress? Address { get; init; }

    /// <summary>Programs beside the lab.</summary>
    public IProgramHost? Programs { get; init; }

    /// <summary>Endpoints for push subscriptions.</summary>
    public IPushEndpoints? Push { get; init; }
}

using PubSubLab.Backends;
using PubSubLab.Embedded;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Routing;

namespace PubSubLab.Experiments;

/// <summary>An experiment to run without a screen, and where.</summary>
/// <param name="Label">The name, or the file, as it was asked for.</param>
/// <param name="Experiment">The experiment.</param>
/// <param name="Setup">The backend.</param>
/// <param name="Embedded">The options of a broker in this process.</param>
internal sealed record RunOrder(string Label, IExperiment Experiment, LabSetup Setup, EmbeddedOptions Embedded)
{
    /// <summary>The handlers that workers can have.</summary>
    public HandlerCatalog Handlers { get; init; } = new();

    /// <summary>Number of workers; null for the experiment's choice.</summary>
    public int? Workers { get; init; }

    /// <summary>Number of messages; null for the experiment's choice.</summary>
    public int? Messages { get; init; }

    /// <summary>Options of the experiment <c>routing</c>.</summary>
    public RoutingOptions? Routing { get; init; }

    /// <summary>Whether the machine's clock is asked for.</summary>
    public bool RealTime { get; init; }
}

using PubSubLab.Lab.Routing;

namespace PubSubLab.Lab.Experiments;

/// <summary>Parameters of a run; what is null is the experiment's own choice.</summary>
public sealed record RunSettings
{
    /// <summary>Number of workers or users.</summary>
    public int? Workers { get; init; }

    /// <summary>Number of messages.</summary>
    public int? Messages { get; init; }

    /// <summary>Duration of a slow task.</summary>
    public TimeSpan? SlowFor { get; init; }

    /// <summary>Options of the experiment <c>routing</c>.</summary>
    public RoutingOptions? Routing { get; init; }
}

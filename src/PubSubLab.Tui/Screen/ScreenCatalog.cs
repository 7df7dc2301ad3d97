using PubSubLab.Lab.Comparing;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Routing;
using PubSubLab.Tui.Keys;

namespace PubSubLab.Tui.Screen;

/// <summary>The catalogue of a screen. Pictures and tests fix it, so that a new pane, experiment or strategy leaves them as they are.</summary>
public sealed record ScreenCatalog
{
    /// <summary>The experiments. Default: the lab's course.</summary>
    public IReadOnlyList<IExperiment> Experiments { get; init; } = ExperimentCatalog.Course;

    /// <summary>The routing strategies. Default: all of the lab's.</summary>
    public IReadOnlyList<IRoutingStrategy> Strategies { get; init; } = RoutingCatalog.All;

    /// <summary>The comparisons. Default: all of the lab's.</summary>
    public IReadOnlyList<IComparison> Comparisons { get; init; } = ComparisonCatalog.All;

    /// <summary>The panes and command groups. Default: all in this assembly.</summary>
    internal IReadOnlyList<Type> Groups { get; init; } = KeyTable.Groups;
}

using PubSubLab.Lab.Comparing;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Routing;
using PubSubLab.Tui.Commands;
using PubSubLab.Tui.Panes;
using PubSubLab.Tui.Screen;

namespace PubSubLab.Tui.Pictures;

/// <summary>
/// What the screen offers in pictures and in tests of frames. It is fixed: another pane, command, experiment or strategy of the lab leaves
/// them as they are.
/// </summary>
public static class PictureCatalog
{
    private static readonly string[] s_experiments =
    [
        "async", "distribution", "crash", "user-nack", "user-filter", "routing", "ordering", "dead-letter", "backoff", "flow-control", "slow-consumer", "exactly-once", "replay", "push",
        "migration",
    ];

    private static readonly string[] s_strategies = ["filter-mod", "filter-user", "nack", "prefix", "presence", "presence-topic", "topic-and-sub"];

    private static readonly string[] s_comparisons = ["routing", "shards", "presence", "retry", "ordering", "leases", "brokers"];

    /// <summary>The fixed catalogue.</summary>
    public static ScreenCatalog Screen { get; } = new()
    {
        Experiments = [.. s_experiments.Select(ExperimentCatalog.Get)],
        Strategies = [.. s_strategies.Select(RoutingCatalog.Get)],
        Comparisons = [.. s_comparisons.Select(ComparisonCatalog.Get)],
        Groups =
        [
            typeof(BrokerCommands), typeof(CompareCommands), typeof(DemoCommands), typeof(HelpCommands), typeof(MessageCommands), typeof(PaceCommands), typeof(PaneCommands), typeof(PlaybackCommands), typeof(PresentCommands), typeof(PublishCommands),
            typeof(SavedTaskCommands),
            typeof(ScreenCommands), typeof(SlowCommands), typeof(SpawnCommands), typeof(TakeAwayCommands), typeof(TimeCommands), typeof(TopologyCommands), typeof(TroubleCommands), typeof(WindowCommands), typeof(WorkerCommands),
            typeof(PublisherPane), typeof(FlowPane), typeof(TimelinePane), typeof(LogPane), typeof(ExperimentsPane), typeof(TopologyPane),
        ],
    };
}

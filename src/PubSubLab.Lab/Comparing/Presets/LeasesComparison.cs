using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Comparing.Presets;

/// <summary>Short leases that are extended often, and long ones, while a worker dies.</summary>
public sealed class LeasesComparison : IComparison
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_killAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_handler = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public int Order => 60;

    /// <inheritdoc/>
    public string Name => "leases";

    /// <inheritdoc/>
    public string Title => "many short leases, few long ones";

    /// <inheritdoc/>
    public string WatchFor => "The first worker dies after 5 s. Its tasks return when their leases end.";

    /// <inheritdoc/>
    public ComparisonFigures Start { get; } = new() { Users = 5, Workers = 3, Rate = 5, Messages = 100 };

    /// <inheritdoc/>
    public IReadOnlyList<LanePlan> PlanFor(ComparisonFigures figures)
    {
        LanePlan Plan(string name, string summary, TimeSpan lease, string breaks) => new(name, summary)
        {
            Subscriptions = [LaneTraffic.Subscription with { AckDeadline = lease }],
            Workers = LaneTraffic.Workers(figures.Workers, new WorkerSpec { Handler = HandlerCatalog.NameOf(typeof(SlowHandler)), AckDeadline = lease }),
            Handlers = HandlerOptions.Default with { SlowFor = s_handler },
            Message = number => LaneTraffic.Message(number),
            KillAfter = s_killAfter,
            BreaksFirst = breaks,
        };
        return
        [
            Plan("10 s leases", "short leases, extended while a task runs", s_short, "a paused client"),
            Plan("60 s leases", "long leases, rarely extended", s_long, "a crash"),
        ];
    }
}

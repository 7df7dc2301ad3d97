using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Comparing.Presets;

/// <summary>The same tasks through Pub/Sub and Celery's three brokers while a worker dies.</summary>
public sealed class BrokersComparison : IComparison
{
    /// <summary>The name of the backends that speak Pub/Sub.</summary>
    public const string PubSub = "pubsub";

    private static readonly TimeSpan s_killAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_handler = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public int Order => 70;

    /// <inheritdoc/>
    public string Name => "brokers";

    /// <inheritdoc/>
    public string Title => "Pub/Sub and Celery's brokers with a worker dying";

    /// <inheritdoc/>
    public string WatchFor => "The first worker dies after 5 s. Watch when each broker returns its tasks.";

    /// <inheritdoc/>
    public ComparisonFigures Start { get; } = new() { Users = 5, Workers = 3, Rate = 5, Messages = 100 };

    /// <inheritdoc/>
    public IReadOnlyList<LanePlan> PlanFor(ComparisonFigures figures)
    {
        LanePlan Plan(string name, string summary, string breaks) => new(name, summary)
        {
            Subscriptions = [LaneTraffic.Subscription],
            Workers = LaneTraffic.Workers(figures.Workers, new WorkerSpec { Handler = HandlerCatalog.NameOf(typeof(SlowHandler)), MaxInFlight = 8 }),
            Handlers = HandlerOptions.Default with { SlowFor = s_handler },
            Message = number => LaneTraffic.Message(number),
            KillAfter = s_killAfter,
            Backend = name,
            BreaksFirst = breaks,
        };
        return
        [
            Plan(PubSub, "tasks come back when their leases end", "order"),
            Plan("gcpubsub", "Celery's tasks on Pub/Sub: back when leases end", "priorities"),
            Plan("redis", "tasks come back after the visibility timeout", "long tasks"),
            Plan("rabbitmq", "tasks come back when the connection ends", "a lost node"),
        ];
    }
}

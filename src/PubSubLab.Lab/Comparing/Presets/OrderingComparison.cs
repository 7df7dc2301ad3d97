using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Comparing.Presets;

/// <summary>Tasks of two keys, with and without ordering.</summary>
public sealed class OrderingComparison : IComparison
{
    private static readonly string[] s_keys = ["red", "blue"];
    private static readonly TimeSpan s_handler = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public int Order => 50;

    /// <inheritdoc/>
    public string Name => "ordering";

    /// <inheritdoc/>
    public string Title => "without and with ordering";

    /// <inheritdoc/>
    public string WatchFor => "The first worker is slow. With ordering, later tasks of its key wait.";

    /// <inheritdoc/>
    public ComparisonFigures Start { get; } = new() { Users = 5, Workers = 3, Rate = 10, Messages = 200 };

    /// <inheritdoc/>
    public IReadOnlyList<LanePlan> PlanFor(ComparisonFigures figures)
    {
        LanePlan Plan(string name, string summary, bool ordering, string breaks) => new(name, summary)
        {
            Subscriptions = [LaneTraffic.Subscription with { Ordering = ordering }],
            Workers = [new WorkerSpec { Handler = HandlerCatalog.NameOf(typeof(SlowHandler)) }, .. LaneTraffic.Workers(figures.Workers - 1, new WorkerSpec())],
            Handlers = HandlerOptions.Default with { SlowFor = s_handler },
            Message = number => LaneTraffic.Message(number, s_keys[number % s_keys.Length]),
            BreaksFirst = breaks,
        };
        return
        [
            Plan("no ordering", "tasks of a key are handled at the same time, by several workers", false, "order of a key"),
            Plan("ordering", "tasks of a key are handled one after another", true, "one slow task"),
        ];
    }
}

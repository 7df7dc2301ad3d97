using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Comparing.Presets;

/// <summary>Tasks that fail three times, with and without a retry policy.</summary>
public sealed class RetryComparison : IComparison
{
    private const int FailedAttempts = 3;
    private static readonly TimeSpan s_backoff = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public int Order => 40;

    /// <inheritdoc/>
    public string Name => "retry";

    /// <inheritdoc/>
    public string Title => "without and with a retry policy";

    /// <inheritdoc/>
    public string WatchFor => "Each task fails three times. Without a policy all attempts come at once.";

    /// <inheritdoc/>
    public ComparisonFigures Start { get; } = new() { Users = 5, Workers = 3, Rate = 5, Messages = 200 };

    /// <inheritdoc/>
    public IReadOnlyList<LanePlan> PlanFor(ComparisonFigures figures)
    {
        LanePlan Plan(string name, string summary, TimeSpan? backoff, string breaks) => new(name, summary)
        {
            Subscriptions = [LaneTraffic.Subscription with { MinimumBackoff = backoff, MaximumBackoff = backoff is null ? null : s_backoff * 10 }],
            Workers = LaneTraffic.Workers(figures.Workers, new WorkerSpec { Handler = HandlerCatalog.NameOf(typeof(FlakyHandler)) }),
            Handlers = HandlerOptions.Default with { FailedAttempts = FailedAttempts },
            Message = number => LaneTraffic.Message(number),
            BreaksFirst = breaks,
        };
        return
        [
            Plan("no policy", "a nacked message comes back at once", null, "failing calls"),
            Plan("retry policy", $"a nacked message comes back after {Durations.Format(s_backoff)} or more", s_backoff, "latency"),
        ];
    }
}

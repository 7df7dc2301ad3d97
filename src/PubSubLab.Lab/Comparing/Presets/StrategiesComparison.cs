using System.Text;
using PubSubLab.Handlers;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Comparing.Presets;

/// <summary>Routing strategies for the same users on as many workers.</summary>
/// <param name="strategies">The strategies' names.</param>
public abstract class StrategiesComparison(params IReadOnlyList<string> strategies) : IComparison
{
    /// <inheritdoc/>
    public abstract int Order { get; }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Title { get; }

    /// <inheritdoc/>
    public abstract string WatchFor { get; }

    /// <inheritdoc/>
    public ComparisonFigures Start { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<LanePlan> PlanFor(ComparisonFigures figures)
    {
        var options = new RoutingOptions
        {
            Strategies = strategies, Messages = figures.Messages, Rate = figures.Rate, Scale = new RoutingScale { Users = figures.Users, Workers = figures.Workers },
        };
        options.Check(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        var crowd = new RoutingCrowd(options);
        return [.. options.Chosen.Select(s => PlanOf(s, options.Scale, crowd))];
    }

    private static LanePlan PlanOf(IRoutingStrategy strategy, RoutingScale scale, RoutingCrowd crowd)
    {
        // A worker of a lane listens on one subscription; an instance that listens on several is one worker for each.
        var listeners = crowd.Users
            .Select((user, u) => (User: user.ToString("D"), Worker: crowd.WorkerOf[u], strategy.ListenFor(user, crowd.Instances[crowd.WorkerOf[u]], scale).Subscription))
            .GroupBy(l => (l.Worker, l.Subscription)).OrderBy(g => g.Key.Worker);
        var topics = crowd.Users.Select((user, u) => strategy.PublishTo(user, crowd.Instances[crowd.WorkerOf[u]], scale)).ToList();
        return new LanePlan(strategy.Name, strategy.Summary)
        {
            Subscriptions = [.. strategy.Everything(scale, crowd.Users, crowd.Instances).Select(r => new SubscriptionSpec(r.Subscription, r.Topic) { Filter = r.Filter })],
            Workers = [.. listeners.Select(g => new WorkerSpec { Subscription = g.Key.Subscription, Accepts = AcceptanceRule.Users(g.Select(l => l.User)) })],
            Message = number =>
            {
                var user = crowd.Recipients[number];
                var id = crowd.Users[user].ToString("D");
                var attributes = new Dictionary<string, string>(topics[user].Attributes, StringComparer.Ordinal) { [LabTask.UserIdAttribute] = id };
                return new LaneMessage(topics[user].Topic, new LabTask(Encoding.UTF8.GetBytes($$"""{"message":{{number}},"user_id":"{{id}}"}"""), attributes));
            },
            BreaksFirst = strategy.BreaksFirst,
            Refusals = strategy.LayoutFor(scale).Refusals,
        };
    }
}

using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Broker;

namespace PubSubLab.Tui.Flow;

/// <summary>A row of the flow.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Topic">The topic, for a topic's row.</param>
/// <param name="Subscription">The subscription, for its row and the rows of its workers.</param>
/// <param name="Workers">The worker, or those that the row stands for.</param>
internal sealed record FlowRow(FlowKey Key, TopicNode? Topic, SubscriptionNode? Subscription, IReadOnlyList<WorkerStatus> Workers)
{
    /// <summary>For a subscription: whether its workers have no rows.</summary>
    public bool IsFolded { get; init; }

    /// <summary>For the row of hidden subscriptions: how many.</summary>
    public int Count { get; init; }
}

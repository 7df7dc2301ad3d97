using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Broker;

namespace PubSubLab.Tui.Flow;

/// <summary>
/// Topic, subscriptions and workers as rows. Where they do not fit, what is idle is folded first, then workers beyond the first few; what
/// is at work is never without a row that says so.
/// </summary>
/// <param name="topics">Topics with their subscriptions and workers.</param>
/// <param name="folds">The choices of the person.</param>
/// <param name="isAtWork">Whether a worker is at work.</param>
/// <param name="selected">The selected worker, who always has a row; null for none.</param>
internal sealed class FlowTree(IReadOnlyList<TopicNode> topics, FlowFolds folds, Func<WorkerStatus, bool> isAtWork, string? selected)
{
    private const int FewestWorkers = 2;

    /// <summary>The rows.</summary>
    /// <param name="height">Number of rows in sight.</param>
    /// <param name="ownSubscription">The lab's own subscription, which always has a row.</param>
    /// <param name="showsTopic">Whether a single topic has a row; several always have.</param>
    public IReadOnlyList<FlowRow> Read(int height, string ownSubscription, bool showsTopic)
    {
        var topicRows = showsTopic || topics.Count > 1;
        var tight = Unfolded(showsTopic) > height;
        var hidden = tight && !folds.ShowsIdleSubscriptions ? topics.SelectMany(t => t.Subscriptions).Where(s => IsIdle(s, ownSubscription)).ToHashSet() : [];
        if (hidden.Count <= 1)
        {
            hidden.Clear();
        }

        var rows = new List<FlowRow>();
        var subscriptions = Math.Max(1, topics.Sum(t => t.Subscriptions.Count(s => !hidden.Contains(s) && s.Workers.Count > 0)));
        var share = Math.Max(FewestWorkers, ((height - (topicRows ? topics.Count : 0)) / subscriptions) - 2);
        foreach (var topic in topics)
        {
            if (topic.Subscriptions.Count > 0 && topic.Subscriptions.All(hidden.Contains))
            {
                continue;
            }

            if (topicRows && topic.Flow.Name.Length > 0)
            {
                rows.Add(new FlowRow(new FlowKey(FlowKind.Topic, topic.Flow.Name), topic, null, []));
            }

            foreach (var subscription in topic.Subscriptions.Where(s => !hidden.Contains(s)))
            {
                AddSubscription(rows, subscription, tight ? share : int.MaxValue);
            }
        }

        if (hidden.Count > 0)
        {
            rows.Add(new FlowRow(new FlowKey(FlowKind.MoreSubscriptions, ""), null, null, []) { Count = hidden.Count });
        }

        return rows;
    }

    /// <summary>Number of rows where nothing is folded for want of room.</summary>
    public int Unfolded(bool showsTopic) => topics.Sum(t =>
        ((showsTopic || topics.Count > 1) && t.Flow.Name.Length > 0 ? 1 : 0) + t.Subscriptions.Sum(s => 1 + (HasTasks(s) ? 1 : 0) + (folds.IsFolded(s.Flow.Name) ? 0 : s.Workers.Count)));

    private static bool HasTasks(SubscriptionNode node) => node.Backlog?.IsTaskQueue == true;

    private static bool IsIdle(SubscriptionNode node, string own) =>
        node.Flow.Name != own && node.Workers.Count == 0 && node.Backlog is null or { Waiting: null or 0, Outstanding: 0, Scheduled: null or 0 } && node.Flow.DeliveredPerSecond <= 0;

    private void AddSubscription(List<FlowRow> rows, SubscriptionNode node, int most)
    {
        var folded = folds.IsFolded(node.Flow.Name);
        rows.Add(new FlowRow(new FlowKey(FlowKind.Subscription, node.Flow.Name), null, node, node.Workers) { IsFolded = folded && node.Workers.Count > 0 });
        if (HasTasks(node))
        {
            rows.Add(new FlowRow(new FlowKey(FlowKind.Tasks, node.Flow.Name), null, node, []));
        }

        if (folded)
        {
            return;
        }

        var shown = most >= node.Workers.Count || folds.IsExpanded(node.Flow.Name) ? [.. node.Workers] : Shown(node.Workers, most);
        foreach (var worker in node.Workers.Where(shown.Contains))
        {
            rows.Add(new FlowRow(new FlowKey(FlowKind.Worker, worker.Name), null, node, [worker]));
        }

        if (node.Workers.Count > shown.Count)
        {
            rows.Add(new FlowRow(new FlowKey(FlowKind.MoreWorkers, node.Flow.Name), null, node, [.. node.Workers.Where(w => !shown.Contains(w))]));
        }
    }

    private HashSet<WorkerStatus> Shown(IReadOnlyList<WorkerStatus> workers, int most)
    {
        var shown = workers.Where(isAtWork).Take(most).ToHashSet();
        if (shown.Count == 0)
        {
            shown.UnionWith(workers.Where(w => w.IsAlive).DefaultIfEmpty(workers[0]).Take(1));
        }

        shown.UnionWith(workers.Where(w => w.Name == selected));

        // A row that says "1 idle" is no shorter than the worker's own.
        return workers.Count - shown.Count == 1 ? [.. workers] : shown;
    }
}

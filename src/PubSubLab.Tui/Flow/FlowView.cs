using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Time;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Flow;

/// <summary>The rows of the flow, and which of them is selected. The selected worker is the one of <see cref="WorkerList"/>.</summary>
internal sealed class FlowView(LabSession session, TopologyModel model, WorkerList list, Playback playback)
{
    // A selected row that is no worker, until another worker is selected.
    private (FlowKey Key, int Selections)? _chosen;
    private int _height = 10;
    private bool _showsTopic = true;

    /// <summary>The source of the rows.</summary>
    public FlowScene Scene { get; } = new(() => playback.Shown, () => playback.ShownNow, isSilent: () => model.IsStale);

    public FlowFolds Folds { get; } = new();

    /// <summary>The rows at the last look.</summary>
    public IReadOnlyList<FlowRow> Rows { get; private set; } = [];

    /// <summary>Number of rows that there would be with room for all.</summary>
    public int Unfolded { get; private set; }

    /// <summary>The selected row's name; null where there is none.</summary>
    public FlowKey? Selected => _chosen is { } chosen && chosen.Selections == list.Selections ? chosen.Key : list.ReadSelected() is { } worker ? new(FlowKind.Worker, worker.Name) : null;

    /// <summary>The selected row.</summary>
    public FlowRow? SelectedRow => Selected is { } key ? Rows.FirstOrDefault(r => r.Key == key) : null;

    /// <summary>The only topic, with the sign of its transforms; null where there are several.</summary>
    public string? OnlyTopic { get; private set; }

    /// <summary>Makes the rows anew.</summary>
    public IReadOnlyList<FlowRow> Read(int height, bool showsTopic)
    {
        (_height, _showsTopic) = (height, showsTopic);
        var topics = Topics();
        OnlyTopic = topics is [{ Flow.Name.Length: > 0 } only] ? only.Flow.Name + FlowText.Transforms(only.Transforms) : null;
        var tree = new FlowTree(topics, Folds, Scene.IsAtWork, list.ReadSelected()?.Name);
        Rows = tree.Read(height, session.Options.Subscription, showsTopic);
        Unfolded = tree.Unfolded(showsTopic);
        return Rows;
    }

    public void Select(FlowKey key)
    {
        if (key.Kind == FlowKind.Worker)
        {
            list.Select(key.Name);
            _chosen = null;
        }
        else
        {
            _chosen = (key, list.Selections);
        }
    }

    /// <summary>Selects a row above or below.</summary>
    public void Move(int by)
    {
        Refresh();
        if (Rows.Count > 0)
        {
            Select(Rows[Math.Clamp(IndexOfSelected() + by, 0, Rows.Count - 1)].Key);
        }
    }

    /// <summary>The place of the selected row; 0 where there is none.</summary>
    public int IndexOfSelected()
    {
        var selected = Selected;
        for (var i = 0; i < Rows.Count; i++)
        {
            if (Rows[i].Key == selected)
            {
                return i;
            }
        }

        return 0;
    }

    /// <summary>Folds what is open, and goes from a worker to its subscription.</summary>
    public void Fold()
    {
        Refresh();
        switch (SelectedRow)
        {
            case { Key.Kind: FlowKind.Subscription } row when !Folds.Contract(row.Key.Name) && row is { IsFolded: false, Workers.Count: > 0 }:
                Folds.Fold(row.Key.Name);
                break;
            case { Key.Kind: FlowKind.Worker or FlowKind.MoreWorkers or FlowKind.Tasks, Subscription: { } subscription }:
                Select(new FlowKey(FlowKind.Subscription, subscription.Flow.Name));
                break;
            case { Key.Kind: FlowKind.Subscription }:
                Folds.ShowsIdleSubscriptions = false;
                break;
            default:
                break;
        }

        Refresh();
    }

    /// <summary>Unfolds what is folded, and goes from a subscription to its first worker.</summary>
    public void Unfold()
    {
        Refresh();
        switch (SelectedRow)
        {
            case { Key.Kind: FlowKind.Subscription, IsFolded: true } row:
                Folds.Unfold(row.Key.Name);
                break;
            case { Key.Kind: FlowKind.MoreWorkers } row:
                Folds.Expand(row.Key.Name);
                Select(new FlowKey(FlowKind.Worker, row.Workers[0].Name));
                break;
            case { Key.Kind: FlowKind.MoreSubscriptions }:
                Folds.ShowsIdleSubscriptions = true;
                break;
            case { Key.Kind: FlowKind.Subscription or FlowKind.Topic or FlowKind.Tasks }:
                Move(1);
                break;
            default:
                break;
        }

        Refresh();
    }

    /// <summary>Folds the selected row where it is open, and unfolds it where it is not.</summary>
    public void Turn()
    {
        if (SelectedRow is { Key.Kind: FlowKind.Subscription, IsFolded: false, Workers.Count: > 0 })
        {
            Fold();
        }
        else
        {
            Unfold();
        }
    }

    private void Refresh() => Read(_height, _showsTopic);

    private List<TopicNode> Topics()
    {
        var (own, ownTopic) = (session.Options.Subscription, session.Options.Topic);
        var topics = new List<TopicNode>();
        foreach (var topic in model.Read())
        {
            var there = topic.Subscriptions.Where(s => s.Spec is not null || s.Workers.Count > 0 || s.Flow.Name == own).ToList();
            if (there.Count > 0 || topic.Flow.Name == ownTopic)
            {
                topics.Add(topic with { Subscriptions = there });
            }
        }

        // A worker may listen where no message has told the topic yet.
        var shown = topics.SelectMany(t => t.Subscriptions).Select(s => s.Flow.Name).ToHashSet(StringComparer.Ordinal);
        List<SubscriptionNode> unknown =
        [
            .. list.Read().Where(w => !shown.Contains(w.Subscription)).GroupBy(w => w.Subscription)
                .Select(g => new SubscriptionNode(new SubscriptionFlow(g.Key, null), null, model.BacklogOf(g.Key), [.. g])),
        ];
        if (unknown.Count > 0)
        {
            topics.Add(new TopicNode(new TopicFlow("", 0, 0), unknown));
        }

        // A person looks at the top for the experiment that they have just started.
        return [.. topics.OrderBy(t => !t.Subscriptions.Any(s => s.Workers.Any(w => list.IsExperiments(w.Name))))];
    }
}

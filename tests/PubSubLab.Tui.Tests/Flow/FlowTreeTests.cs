using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Flow;

namespace PubSubLab.Tui.Tests.Flow;

public class FlowTreeTests
{
    private readonly FlowFolds _folds = new();
    private readonly HashSet<string> _atWork = new(StringComparer.Ordinal);

    [Fact]
    public void What_fits_is_not_folded()
    {
        Rows(8, [Node("s", 5)]).ShouldBe("topic t|sub s|w1|w2|w3|w4|w5");
        Rows(8, [Node("s", 5)], showsTopic: false).ShouldBe("sub s|w1|w2|w3|w4|w5");
    }

    [Fact]
    public void Where_there_is_no_room_idle_workers_are_folded_first_and_none_that_is_at_work()
    {
        _atWork.UnionWith(["w3", "w7"]);
        Rows(6, [Node("s", 9)], showsTopic: false).ShouldBe("sub s|w3|w7|7 of s");
    }

    [Fact]
    public void Many_at_work_have_a_row_together()
    {
        _atWork.UnionWith(Enumerable.Range(1, 20).Select(i => $"w{i}"));
        Rows(6, [Node("s", 20)], showsTopic: false).ShouldBe("sub s|w1|w2|w3|w4|16 of s");
    }

    [Fact]
    public void The_selected_worker_has_a_row_always() =>
        Rows(5, [Node("s", 9)], showsTopic: false, selected: "w8").ShouldBe("sub s|w1|w8|7 of s");

    [Fact]
    public void A_single_worker_is_not_folded_into_a_row_as_long_as_its_own()
    {
        _atWork.Add("w1");
        Rows(2, [Node("s", 2)], showsTopic: false).ShouldBe("sub s|w1|w2");
    }

    [Fact]
    public void What_a_person_unfolds_has_all_its_rows_and_what_they_fold_none()
    {
        _folds.Expand("s");
        Rows(4, [Node("s", 6)], showsTopic: false).ShouldBe("sub s|w1|w2|w3|w4|w5|w6");
        _folds.Fold("s");
        Rows(40, [Node("s", 6)], showsTopic: false).ShouldBe("sub s");
    }

    [Fact]
    public void Subscriptions_without_workers_and_messages_have_a_row_together_where_there_is_no_room()
    {
        SubscriptionNode[] nodes = [Node("own", 0), Node("s", 2), .. Enumerable.Range(1, 30).Select(i => Node($"idle-{i}", 0)), Node("waits", 0, waiting: 3)];
        Rows(8, nodes, showsTopic: false).ShouldBe("sub own|sub s|w1|w2|sub waits|30 idle");
        _folds.ShowsIdleSubscriptions = true;
        Rows(8, nodes, showsTopic: false).ShouldContain("sub idle-30");
        _folds.ShowsIdleSubscriptions = false;
        Rows(100, nodes, showsTopic: false).ShouldContain("sub idle-30");
    }

    private static SubscriptionNode Node(string name, int workers, long waiting = 0) => new(
        new SubscriptionFlow(name, "t"), null, new BacklogState(waiting, 0, null),
        [.. Enumerable.Range(1, workers).Select(i => new WorkerStatus($"w{i}", WorkerState.Running, "echo", "Echo", Acceptance.Everything, name, 1_000, new WorkerTally($"w{i}"), null, null))]);

    private string Rows(int height, SubscriptionNode[] nodes, bool showsTopic = true, string? selected = null) => string.Join('|',
        new FlowTree([new TopicNode(new TopicFlow("t", 0, 0), nodes)], _folds, w => _atWork.Contains(w.Name), selected).Read(height, "own", showsTopic).Select(r => r.Key.Kind switch
        {
            FlowKind.Topic => $"topic {r.Key.Name}",
            FlowKind.Subscription => $"sub {r.Key.Name}",
            FlowKind.Worker => r.Key.Name,
            FlowKind.MoreWorkers => $"{r.Workers.Count} of {r.Key.Name}",
            _ => $"{r.Count} idle",
        }));
}

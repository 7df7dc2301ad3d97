using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.State;

public class PerLookTests
{
    [Fact]
    public void It_is_read_once_a_look_and_again_after_a_change()
    {
        var revision = new Revision();
        var reads = 0;
        var value = new PerLook<int>(revision, () => ++reads);
        (value.Value, value.Value).ShouldBe((1, 1));

        revision.LookAgain();
        (value.Value, value.Value).ShouldBe((2, 2));

        revision.Advance();
        value.Value.ShouldBe(3, "a command has changed something since the look");
    }

    [Fact]
    public void A_frame_reads_workers_and_topology_once_however_many_there_are()
    {
        using var stage = new Stage(withPorts: true);
        for (var i = 0; i < 50; i++)
        {
            stage.Ports.Subscriptions.Add(new SubscriptionSpec($"more-{i}", "lab-tasks"));
            stage.Spawn(new WorkerSpec { Subscription = $"more-{i}" });
        }

        stage.Advance(TimeSpan.FromSeconds(3));
        var (workers, topics, asked) = (stage.Workers.Read(), stage.Get<TopologyModel>().Read(), stage.Ports.BacklogReads);
        stage.Workers.Read().ShouldBeSameAs(workers);
        stage.Get<TopologyModel>().Read().ShouldBeSameAs(topics);

        stage.Happens(LabEventKind.Published, "m1");
        stage.Draw();

        stage.Workers.Read().ShouldNotBeSameAs(workers);
        (stage.Ports.BacklogReads - asked).ShouldBe(stage.Ports.Subscriptions.Count, "flow, title, keys and topology share what was read");
    }

    [Fact]
    public void A_worker_is_there_as_soon_as_the_work_that_made_it_says_so()
    {
        using var stage = new Stage();
        stage.Press("+", "+").Settle();
        stage.Workers.Read().Select(w => w.Name).ShouldBe(["w1", "w2"]);
    }
}

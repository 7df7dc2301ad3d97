using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Tests.Frames;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Panes;

/// <summary>The page of topics and subscriptions.</summary>
public class TopologyPageTests
{
    [Fact]
    public void A_worker_is_spawned_onto_the_chosen_subscription()
    {
        using var stage = Open().Press("Down", "Down");
        stage.Frame.ShouldContain("nobody listens here; a spawns a worker");
        stage.Press("+").Settle();
        stage.Session.Workers.Workers[^1].Subscription.ShouldBe("priority");
        stage.Rows().ShouldContain(r => r.Contains("● w1   Echo, accepts everything", StringComparison.Ordinal));

        stage.Press("a").Frame.ShouldContain("Listens on       priority");
        stage.Press("Esc", "Up", "+").Settle();
        stage.Session.Workers.Workers[^1].Subscription.ShouldBe("lab-tasks-sub");
    }

    [Fact]
    public void The_dialog_takes_any_subscription_and_the_next_worker_goes_there_too()
    {
        using var stage = new Stage();
        stage.Press("a", "Down", "Down", "Down", "Ctrl+U").Type("x").Press("Enter").Frame.ShouldContain("✗ 'x' has 1 character;");
        stage.Type("yz").Press("Enter").Settle();
        stage.Press("+").Settle();
        stage.Session.Workers.Workers.Select(w => w.Subscription).ShouldBe(["xyz", "xyz"]);
    }

    [Fact]
    public void Workers_of_other_programs_are_at_their_subscriptions()
    {
        using var stage = Open();
        stage.Journal.Append(LabEventKind.StreamOpened, "python-1", "priority");
        stage.Journal.Append(LabEventKind.Delivered, new MessageFacts("m2", "lab-tasks", new byte[] { 1 }, new Dictionary<string, string>()), "python-1", "priority");
        stage.Advance(TimeSpan.FromSeconds(1)).Frame.ShouldContain("● python-1   other program   1 outstanding");
    }

    [Fact]
    public void A_dead_letter_topic_that_is_not_there_is_said_in_the_form()
    {
        using var stage = Open().Press("B");
        stage.Press("Tab", "Tab", "Tab", "Tab").Type("no-such").Press("Enter");

        stage.Frame.ShouldContain("✗ There is no topic no-such for dead letters. a makes one; or leave it empty.");
        stage.Ports.Asked.ShouldNotContain(a => a.StartsWith("subscription", StringComparison.Ordinal));
        stage.Press("Ctrl+U").Type("dead").Press("Enter").Settle();
        stage.Dialogs.Top.ShouldBeNull();
        stage.Ports.Subscriptions[^1].DeadLetterTopic.ShouldBe("dead");
    }

    [Fact]
    public void After_a_deletion_the_next_one_is_chosen_and_the_labs_own_is_said_to_be_that()
    {
        using var stage = Open().Press("Down", "Delete");
        stage.Frame.ShouldContain("the lab's own");
        stage.Press("Esc", "Down", "Delete").Frame.ShouldContain("Subscription priority will be gone");
        stage.Frame.ShouldNotContain("the lab's own");
        stage.Press("Tab", "Enter").Settle();
        stage.Settle();
        stage.Get<TopologyModel>().ChosenOf(stage.Get<TopologyModel>().Read()).ShouldBe(("dead", true));

        // The last one: the one before it.
        stage.Press("Down", "Delete").Frame.ShouldContain("Subscription dead-sub will be gone");
        stage.Press("Tab", "Enter").Settle();
        stage.Settle();
        stage.Get<TopologyModel>().ChosenOf(stage.Get<TopologyModel>().Read()).ShouldBe(("dead", true));
        stage.Dialogs.Top.ShouldBeNull();
    }

    [Fact]
    public void Message_transforms_have_a_sign_with_its_meaning()
    {
        using var plain = Open();
        using var stage = new Stage(withPorts: true);
        stage.Ports.ActiveTransforms[("lab-tasks", true)] = 2;
        stage.Ports.ActiveTransforms[("priority", false)] = 1;
        stage.ShowTopology();

        plain.Frame.ShouldNotContain("ƒ");
        stage.Frame.ShouldContain("◆ lab-tasks ƒ2   ");
        stage.Frame.ShouldContain("◇ priority ƒ   ");
        stage.Frame.ShouldContain("ƒ transforms messages.");
    }

    private static Stage Open() => new Stage(withPorts: true).ShowTopology();
}

using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Broker;

public class TopologyModelTests
{
    private static readonly TimeSpan s_refreshed = TimeSpan.FromSeconds(2);

    [Fact]
    public void A_listing_that_is_the_same_draws_nothing()
    {
        using var stage = new Stage(withPorts: true);
        stage.Advance(s_refreshed).Draw();
        var drawn = stage.Get<Revision>().Number;
        for (var i = 0; i < 5; i++)
        {
            stage.Advance(s_refreshed).Draw();
        }

        stage.Get<Revision>().Number.ShouldBe(drawn);
    }

    [Fact]
    public void A_subscription_that_a_listing_lacks_is_looked_for_at_once_and_then_no_more_often_than_others()
    {
        using var stage = new Stage(withPorts: true);
        stage.Advance(s_refreshed).Draw();
        stage.Spawn(new WorkerSpec { Subscription = "of-nobody" });
        stage.Draw();
        var before = stage.Ports.Listings;
        for (var i = 0; i < 40; i++)
        {
            stage.Advance(TimeSpan.FromMilliseconds(250)).Draw();
        }

        (stage.Ports.Listings - before).ShouldBeInRange(5, 7, "10 s, every two, and the one that looks for it");
    }

    [Fact]
    public void A_listing_that_changed_is_taken_in_whole_at_the_next_look()
    {
        using var stage = new Stage(withPorts: true);
        stage.Advance(s_refreshed).Draw();
        var drawn = stage.Get<Revision>().Number;
        stage.Ports.Topics.Add("late");
        stage.Ports.Subscriptions.Add(new SubscriptionSpec("late-sub", "late"));

        stage.Advance(s_refreshed);
        stage.Get<TopologyModel>().IsThere("late").ShouldBe(false, "the answer waits for the screen's thread");

        stage.Draw();
        stage.Get<Revision>().Number.ShouldBeGreaterThan(drawn);
        stage.Get<TopologyModel>().IsThere("late").ShouldBe(true);
        stage.Get<TopologyModel>().Read().Single(t => t.Flow.Name == "late").Subscriptions.Single().Spec!.Name.ShouldBe("late-sub");
    }
}

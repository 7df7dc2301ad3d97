using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Publishing;

public class WhyNobodyTests
{
    [Fact]
    public void A_task_that_every_worker_nacks_is_said_where_it_was_published()
    {
        using var stage = new Stage();
        stage.Spawn(new WorkerSpec { Accepts = AcceptanceRule.Users("alice") });
        stage.ToField("user_id").Type("bob").Press("Enter").Settle();

        stage.Publisher.WhyNobody().ShouldNotBeNull().ShouldContain("No worker accepts bob");
        stage.Frame.ShouldContain("No worker accepts bob");

        stage.Spawn(new WorkerSpec { Accepts = AcceptanceRule.Users("bob") });
        stage.Publisher.WhyNobody().ShouldBeNull();
    }

    [Fact]
    public void A_task_for_nobody_in_particular_needs_a_worker_that_takes_everything()
    {
        using var stage = new Stage();
        stage.Spawn(new WorkerSpec { Accepts = AcceptanceRule.Users("alice") });
        stage.Press("p").Settle();
        stage.Publisher.WhyNobody().ShouldNotBeNull().ShouldContain("No worker accepts a task without user_id");
    }

    [Fact]
    public void With_a_worker_for_it_or_none_at_all_there_is_nothing_to_say()
    {
        using var stage = new Stage();
        stage.Press("p").Settle();
        stage.Publisher.WhyNobody().ShouldBeNull("no worker runs; that is plain to see");
        stage.Spawn();
        stage.Press("p").Settle();
        stage.Publisher.WhyNobody().ShouldBeNull();
    }

    [Fact]
    public void A_number_is_replaced_by_what_is_typed()
    {
        using var stage = new Stage();
        stage.ToField("Count").Type("10");
        stage.Publisher.Form.Count.ShouldBe("10");
        stage.Press("Tab").Type("0s");
        stage.Publisher.Form.Every.ShouldBe("0s");
    }

    [Fact]
    public void A_topic_without_a_subscription_is_said_to_lose_what_is_published_there()
    {
        using var stage = new Stage(80, 24, withPorts: true);
        stage.Ports.Topics.Add("lonely");
        stage.ToField("Topic").Type("lonely").Press("Enter").Settle();
        stage.Frame.ShouldContain("No subscription is on lonely: Pub/Sub drops what is published there");
        stage.Journal.ReadAll()[^1].Data.ShouldBe(new Reason("No subscription is on lonely: what was published there is dropped."));

        stage.Press("Ctrl+U").Type("dead").Press("Enter").Settle();
        stage.Frame.ShouldNotContain("Pub/Sub drops");
    }
}

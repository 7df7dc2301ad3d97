using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Routing;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.Settings;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Routing;

/// <summary>A message to one user by a strategy, from the publisher form to the worker that listens for the user.</summary>
public class SendToUserTests
{
    private const string User = "12345678-1234-5678-1234-567812345678";
    private const string ByMod = "filter-mod: N subscriptions";
    private const string Other = "aaaaaaaa-1234-4678-8234-56781234567b";

    [Fact]
    public void The_form_sends_to_the_strategys_topic_with_its_attributes_and_says_where_first()
    {
        using var stage = new Stage();
        Choose(stage, User);
        stage.Frame.ShouldContain("→ lab-filter-mod-");

        stage.Press("Enter").Settle();

        var (topic, task) = stage.Transport.Published.ShouldHaveSingleItem();
        topic.ShouldStartWith("lab-filter-mod-");
        topic.ShouldEndWith("-tasks");
        task.UserId.ShouldBe(User);
        task.Attributes["user_id_mod_100"].ShouldBe("4");
        var made = stage.Transport.Made.ShouldHaveSingleItem();
        made.Temporary.ShouldBeTrue("so that it is labelled, and goes");
        made.Topics.ShouldBe([topic]);
        made.Subscriptions.ShouldHaveSingleItem().Filter.ShouldBe("attributes.user_id_mod_100 = \"4\"");
    }

    [Fact]
    public void Without_a_strategy_the_topic_is_the_forms()
    {
        using var stage = new Stage();
        Choose(stage, User);
        stage.Press("Left", "Enter").Settle();

        stage.Transport.Published.ShouldHaveSingleItem().Topic.ShouldBe("lab-tasks");
        stage.Transport.Made.ShouldBeEmpty();
        stage.Frame.ShouldContain("║ Topic        lab-tasks ", customMessage: "the form's own topic is back");
    }

    [Fact]
    public void Without_a_user_there_is_one_to_try_with_as_long_as_a_strategy_is_chosen()
    {
        using var stage = new Stage();
        Choose(stage, "");
        stage.Publisher.Form.UserId.ShouldBe(UserKey.Example);
        stage.Press("Left");
        stage.Publisher.Form.UserId.ShouldBeEmpty();

        stage.ToField("user_id").Type(Other).ToField("Route by").Press("Right", "Left");
        stage.Publisher.Form.UserId.ShouldBe(Other);
    }

    [Fact]
    public void The_strategy_is_explained_while_it_is_chosen()
    {
        using var stage = new Stage(200, 60);
        Choose(stage, User);
        stage.Frame.ShouldContain(ByMod);
        stage.Press("Esc").Frame.ShouldNotContain(ByMod);
    }

    [Theory]
    [InlineData("", "By filter-mod a message goes to one")]
    [InlineData("fakeuserid1", "'fakeuserid1' is not a UUID")]
    public void A_user_that_is_no_UUID_is_said_before_anything_is_made(string user, string said)
    {
        using var stage = new Stage(200, 60);
        Choose(stage, "");
        stage.ToField("user_id").Press("Ctrl+U").Type(user).Press("Enter").Settle();

        stage.Frame.ShouldContain(said);
        stage.Transport.Made.ShouldBeEmpty();
        stage.Transport.Published.ShouldBeEmpty();
    }

    [Fact]
    public void A_user_that_the_map_does_not_know_is_said_in_the_form()
    {
        using var stage = new Stage(200, 60);
        stage.ToField("user_id").Type(User);
        stage.Publisher.Form = stage.Publisher.Form with { Route = "presence" };
        stage.Publisher.Replace(stage.Publisher.Form);
        stage.Press("Enter").Settle();

        stage.Frame.ShouldContain("✗ The map of presence does not know");
        stage.Transport.Published.ShouldBeEmpty();
    }

    [Fact]
    public void A_worker_is_spawned_that_listens_by_the_strategy_for_its_user_and_plus_makes_another()
    {
        using var stage = new Stage();
        stage.Press("a", "Down").Type(User).Press("Down", "Right");
        stage.Frame.ShouldContain("attributes.user_id_mod_100 = \"4\"");
        stage.Press("Enter").Settle();

        var worker = stage.Session.Workers.Workers.ShouldHaveSingleItem();
        worker.Subscription.ShouldEndWith("-mod-4");
        worker.Spec.Accepts.UserIds.ShouldBe([User]);
        stage.Transport.Made.ShouldHaveSingleItem().Subscriptions.ShouldHaveSingleItem().Name.ShouldBe(worker.Subscription);

        stage.Press("+").Settle();
        stage.Session.Workers.Workers[1].Subscription.ShouldBe(worker.Subscription);

        stage.Press("a", "Down", "Down", "Left", "Enter").Settle();
        stage.Session.Workers.Workers[2].Subscription.ShouldBe("lab-tasks-sub", "'none' is the lab's own again");
    }

    [Fact]
    public void Users_that_one_worker_cannot_listen_for_are_said_and_the_window_stays()
    {
        using var stage = new Stage();
        stage.Press("a", "Down").Type($"{User}, {Other}").Press("Down", "Right", "Enter").Settle();

        stage.Frame.ShouldContain("✗ By filter-mod these 2 users are on 2 subscriptions");
        stage.Session.Workers.Workers.ShouldBeEmpty();
        stage.Transport.Made.ShouldBeEmpty();
    }

    [Fact]
    public void On_a_real_project_it_asks_before_it_makes_anything_and_once()
    {
        var transport = new ScriptedTransport { Description = "cloud my-project", IsCloud = true };
        using var stage = new Stage(session: new LabSession(transport, new LabJournal(TimeProvider.System)));
        Choose(stage, User);
        stage.Press("Enter");
        stage.Frame.ShouldContain("Publish to a real project?");
        stage.Press("Tab", "Enter");
        stage.Frame.ShouldContain("Make a topic and a subscription on a real project?");
        transport.Made.ShouldBeEmpty();
        stage.Press("Tab", "Enter").Settle();
        transport.Published.Count.ShouldBe(1);

        stage.Press("Enter").Settle();
        transport.Published.Count.ShouldBe(2);
        stage.Press("a").Frame.ShouldContain(User, customMessage: "a worker that gets what the form publishes");
        stage.Press("Enter").Settle();
        stage.Session.Workers.Workers.Count.ShouldBe(1, "it was asked already");
    }

    [Fact]
    public void A_message_of_the_log_goes_into_the_form_with_its_own_topic()
    {
        using var stage = new Stage();
        Choose(stage, User);
        stage.Happens(LabEventKind.Published, "m1");
        stage.Press("4", "Up", "E");

        stage.Publisher.Form.Route.ShouldBeEmpty();
        stage.Frame.ShouldContain("Route by     none ▼");
    }

    [Theory]
    [InlineData("prefix", "prefix")]
    [InlineData("from-another-version", "")]
    public void The_strategy_is_remembered_where_there_still_is_one_of_that_name(string remembered, string route)
    {
        using var stage = new Stage();
        stage.Get<ScreenMemory>().Apply(new Remembered { Form = new PublishForm { Route = remembered } });
        stage.Publisher.Form.Route.ShouldBe(route);
    }

    [Fact]
    public void A_click_goes_to_the_next_strategy_and_at_its_left_end_back()
    {
        using var stage = new Stage();
        var at = stage.Find("none ▼");
        stage.Click(at.X + 2, at.Y);
        stage.Publisher.Form.Route.ShouldBe("filter-mod");
        stage.Click(at.X, at.Y);
        stage.Publisher.Form.Route.ShouldBeEmpty();
    }

    private static void Choose(Stage stage, string user)
    {
        stage.ToField("user_id").Type(user).ToField("Route by").Press("Right");
        stage.Publisher.Form.Route.ShouldBe("filter-mod");
    }
}

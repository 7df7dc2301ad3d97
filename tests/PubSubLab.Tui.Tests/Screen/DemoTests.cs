using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Demo;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Screen;

public sealed class DemoTests
{
    [Fact]
    public void D_plays_the_demo_in_the_row_below_the_header()
    {
        using var stage = Playing(80, 24);

        stage.Rows()[1].ShouldStartWith(" 1/8  One task: published, copied to a subscription, delivered to a worker.");
        stage.Transport.Published.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(60, 15)]
    [InlineData(80, 24)]
    [InlineData(120, 36)]
    public void A_lab_in_which_nothing_has_happened_offers_it_first(int width, int height)
    {
        using var stage = new Stage(width, height);
        stage.Press("2");
        stage.Rows()[height - 1].ShouldStartWith(" d Demo ");
        stage.Happens(LabEventKind.Published, "m1");
        stage.Rows()[height - 1].ShouldNotStartWith(" d Demo ");
    }

    [Fact]
    public void A_high_window_spares_a_row_for_the_caption()
    {
        using var stage = new Stage(120, 36);
        stage.Spawn();
        Begin(stage);

        stage.Rows()[1].ShouldContain("One task");
        stage.Rows()[2].ShouldContain("1 Publisher");
        stage.Press("F12");
        stage.Rows()[1].ShouldContain("1 Publisher", Case.Sensitive, "the row is given back");
    }

    [Theory]
    [InlineData("p")]
    [InlineData("Esc")]
    [InlineData("F2")]
    [InlineData("Delete")]
    public void Any_key_takes_over_and_does_nothing_else(string key)
    {
        using var stage = Playing(80, 24);
        stage.Press(key).Settle();

        stage.Get<DemoPlayer>().IsPlaying.ShouldBeFalse();
        stage.Transport.Published.Count.ShouldBe(1);
        stage.Session.Workers.Workers.ShouldHaveSingleItem().ReadStatus().IsAlive.ShouldBeTrue();
        stage.Navigator.Page.ShouldBeNull();
        stage.Notice!.Text.ShouldBe("The lab is yours, as the demo left it. d plays it again.");
    }

    [Fact]
    public void Space_holds_the_demo_and_lets_it_go_on()
    {
        using var stage = Playing(80, 24);
        stage.Press("Space");
        stage.Advance(TimeSpan.FromMinutes(1));
        stage.Rows()[1].ShouldStartWith(" ‖ 1/8  One task");

        stage.Press("Space");
        stage.Rows()[1].ShouldNotContain("‖");
        stage.Get<DemoPlayer>().IsPlaying.ShouldBeTrue();
    }

    [Fact]
    public void The_mouse_does_nothing_meanwhile()
    {
        using var stage = Playing(120, 36);
        var focused = stage.Navigator.Focused;
        var at = stage.Find("4 Message log");
        stage.Click(at.X, at.Y + 2);

        stage.Navigator.Focused.ShouldBe(focused);
        stage.Get<DemoPlayer>().IsPlaying.ShouldBeTrue();
    }

    [Fact]
    public void Quitting_needs_one_key()
    {
        using var stage = Playing(80, 24);
        stage.Press("Ctrl+C");
        stage.Quit.ShouldBeTrue();
    }

    [Fact]
    public void Where_something_has_happened_it_asks_first()
    {
        using var stage = new Stage(80, 24);
        stage.Spawn();
        stage.Happens(LabEventKind.Published, "m1");
        stage.Press("d");
        stage.Frame.ShouldContain("Play the demo on this lab?");
        stage.Press("Esc");
        stage.Get<DemoPlayer>().IsPlaying.ShouldBeFalse();

        stage.Press("d", "Tab", "Enter");
        stage.Get<DemoPlayer>().IsPlaying.ShouldBeTrue();
    }

    [Fact]
    public void A_broker_that_goes_away_ends_it_with_a_sentence()
    {
        using var stage = Playing(80, 24);
        stage.Journal.Append(LabEventKind.ConnectionLost, data: new Reason("no route"));
        var player = stage.Get<DemoPlayer>();
        stage.Until(() =>
        {
            stage.Clock.Advance(TimeSpan.FromMilliseconds(50));
            return !player.IsPlaying;
        }).Settle();

        stage.Frame.ShouldContain("The broker went away, so the demo ended.");
    }

    [Fact]
    public void It_says_so_at_once_though_what_it_published_still_waits_for_an_answer()
    {
        using var stage = new Stage(80, 24);
        stage.Spawn();
        stage.Transport.Answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Press("d").Until(() => stage.Get<DemoPlayer>().Caption?.StartsWith("One task", StringComparison.Ordinal) == true);
        stage.Journal.Append(LabEventKind.ConnectionLost, data: new Reason("no route"));
        stage.Until(() =>
        {
            stage.Clock.Advance(TimeSpan.FromMilliseconds(50));
            stage.Draw();
            return stage.Notice is { IsError: true };
        });

        stage.Notice!.Text.ShouldStartWith("The broker went away, so the demo ended.");
        stage.Work.IsBusy.ShouldBeTrue("the publish is awaited");
        stage.Transport.Answer.SetResult();
        stage.Settle();
    }

    [Fact]
    public void Afterwards_a_living_worker_is_selected_so_that_Delete_kills_one()
    {
        using var stage = Playing(80, 24);
        var player = stage.Get<DemoPlayer>();
        stage.Until(() =>
        {
            // The scripted broker delivers nothing: each step ends when its time is over.
            stage.Clock.Advance(TimeSpan.FromMilliseconds(100));
            stage.Draw();
            return !player.IsPlaying;
        }).Settle();

        stage.Session.Workers.ReadStatus().ShouldContain(w => w.Name == "w1" && !w.IsAlive);
        stage.Workers.ReadSelected()!.Name.ShouldBe("w2");
        stage.Press("Delete");
        stage.Session.Workers.ReadStatus().ShouldContain(w => w.Name == "w2" && !w.IsAlive);
    }

    [Fact]
    public void On_a_real_project_it_says_why_not()
    {
        using var stage = new Stage(session: new(new ScriptedTransport { IsCloud = true }, new LabJournal(TimeProvider.System)));
        stage.Press("d");
        stage.Notice!.Text.ShouldStartWith("Demo: the demo publishes and kills workers, which a real project bills");
        stage.Get<DemoPlayer>().IsPlaying.ShouldBeFalse();
    }

    private static Stage Playing(int width, int height)
    {
        var stage = new Stage(width, height);
        stage.Spawn();
        return Begin(stage);
    }

    private static Stage Begin(Stage stage) => stage.Press("d").Until(() => stage.Get<DemoPlayer>().Caption?.StartsWith("One task", StringComparison.Ordinal) == true && stage.Transport.Published.Count > 0);
}

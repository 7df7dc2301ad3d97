using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Demo;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Screen;

public sealed class PresentationTests
{
    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 36)]
    [InlineData(200, 60)]
    public void The_log_makes_room_for_flow_and_timeline(int width, int height)
    {
        using var stage = new Stage(width, height);
        stage.Press("V");
        var rows = stage.Rows();
        rows.ShouldNotContain(r => r.Contains("4 Message log") || r.Contains("4 Message log"));
        rows.ShouldContain(r => r.Contains("2 Flow"));
        rows.ShouldContain(r => r.Contains("3 Timeline"));
        rows[height - 3].ShouldStartWith(" Presenting; V ends it");

        // The panes reach down to the row of keys.
        rows[height - 4].Trim().ShouldNotBeEmpty();
    }

    [Fact]
    public void Tab_passes_the_hidden_log_over_and_its_own_key_shows_it()
    {
        using var stage = new Stage(80, 24);
        stage.Press("V", "3", "Tab").Navigator.Focused.ShouldBe(PaneId.Publisher);
        stage.Press("Esc", "4").Navigator.Focused.ShouldBe(PaneId.Log);
        stage.Frame.ShouldContain("4 Message log");
        stage.Press("2").Frame.ShouldNotContain("4 Message log");
    }

    [Fact]
    public void The_focus_leaves_a_log_that_is_hidden()
    {
        using var stage = new Stage(80, 24);
        stage.Press("4", "V").Navigator.Focused.ShouldBe(PaneId.Flow);
    }

    [Fact]
    public void Keys_are_shown_with_their_meaning_and_leave()
    {
        using var stage = new Stage(80, 24);
        stage.Press("2", "V", "z", "z", "t");
        KeysOf(stage).ShouldBe(" Presenting; V ends it                             z  Zoom ×2    t  Time format");
        stage.Advance(TimeSpan.FromSeconds(9));
        KeysOf(stage).ShouldBe(" Presenting; V ends it");
    }

    [Fact]
    public void Text_is_shown_by_its_field_alone()
    {
        using var stage = new Stage(120, 36);
        stage.Press("V").ToField("user_id").Type("abc").Press("Esc").ToField("Task").Type("xyz");
        stage.Frame.ShouldContain("abc");
        KeysOf(stage).ShouldNotContain(" c ");
        KeysOf(stage).ShouldNotContain(" z ");
    }

    [Fact]
    public void Space_is_the_next_step_of_the_demo()
    {
        using var stage = new Stage(80, 24);
        stage.Spawn();
        stage.Press("V", "d").Until(() => stage.Get<DemoPlayer>().Caption?.StartsWith("One task", StringComparison.Ordinal) == true);
        stage.Press("Space");
        KeysOf(stage).ShouldEndWith(" Space  Next step");
        stage.Rows()[1].ShouldStartWith(" 1/8  One task", Case.Sensitive, "it was asked for, and comes when the step is over");
    }

    [Fact]
    public void The_mode_is_left_in_the_demo_without_ending_it()
    {
        using var stage = new Stage(80, 24);
        stage.Spawn();
        stage.Press("V", "d").Until(() => stage.Get<DemoPlayer>().IsPlaying);
        stage.Press("V");
        stage.Get<Presentation>().IsOn.ShouldBeFalse();
        stage.Get<DemoPlayer>().IsPlaying.ShouldBeTrue();
    }

    [Fact]
    public void Space_moves_stopped_time_to_the_next_deadline()
    {
        using var stage = new Stage(withPorts: true);
        stage.Press("2", "V", ",");
        stage.Rows()[35].ShouldContain("Space Step");
        stage.Press("Space").Until(() =>
        {
            // The machine's time: a step looks whether all is quiet.
            stage.Clock.Advance(TimeSpan.FromMilliseconds(1));
            return !stage.Work.IsBusy;
        });
        stage.Playback.HeldAt.ShouldBeNull();
        stage.Notice!.Text.ShouldContain("Time stands still");
        stage.Press("V", "Space").Playback.HeldAt.ShouldNotBeNull("without the mode it holds the view");
    }

    [Fact]
    public void The_address_is_for_emulators()
    {
        using var stage = new Stage();
        stage.Press("@").Notice!.Text.ShouldBe("Copy address: only the embedded emulator and --backend emulator have an address for Pub/Sub clients.");
        stage.Copied.ShouldBeNull();
        using var cloud = new Stage(session: new(new ScriptedTransport { IsCloud = true }, new LabJournal(TimeProvider.System)));
        cloud.Press("@").Notice!.Text.ShouldContain("a real project has no emulator host");
    }

    private static string KeysOf(Stage stage) => stage.Rows()[^4].TrimEnd();
}

using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Routing;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Routing;
using PubSubLab.Tui.Tests.Frames;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Routing;

public class RoutingOverlayTests
{
    [Fact]
    public void Enter_starts_all_of_them_and_Esc_stops_and_removes_what_they_made()
    {
        using var stage = new Stage();
        stage.Press("F4", "Enter").Until(() => Publishing(stage));
        stage.Transport.Made.Count.ShouldBe(3);
        stage.Frame.ShouldContain("Esc stops and closes");

        stage.Press("Esc").Settle();
        stage.Dialogs.Top.ShouldBeNull();
        stage.Routing.IsRunning.ShouldBeFalse();
        stage.Transport.Made.ShouldBeEmpty();
        stage.Frame.ShouldContain("Stopped. The topics and subscriptions of the strategies are removed.");
    }

    [Fact]
    public void Enter_again_starts_again_with_the_figures_as_they_are()
    {
        using var stage = new Stage();
        stage.Press("F4", "Enter").Until(() => Publishing(stage));
        stage.Press("Right", "Enter").Settle();
        stage.Until(() => Publishing(stage));

        stage.Routing.Current!.Lanes[1].Branches.Count.ShouldBe(50);
        stage.Transport.Made.Count.ShouldBe(3);
        stage.Press("Esc").Settle();
        stage.Transport.Made.ShouldBeEmpty();
    }

    [Fact]
    public void What_was_measured_stays_when_the_page_is_opened_again()
    {
        using var stage = new Stage();
        stage.Press("F4", "Enter").Until(() => Publishing(stage));
        stage.Press("Esc").Settle();

        stage.Press("v").Frame.ShouldContain("useful 0 of 1,000");
        stage.Routing.Current!.Lanes.ShouldAllBe(l => l.State == LaneState.Stopped);
    }

    [Fact]
    public void To_a_real_project_it_asks_first()
    {
        var transport = new ScriptedTransport { Description = "cloud my-project", IsCloud = true };
        using var stage = new Stage(session: new LabSession(transport, new LabJournal(TimeProvider.System)));
        stage.Press("F4", "Enter");

        stage.Dialogs.Top.ShouldBeOfType<ConfirmOverlay>();
        stage.Routing.IsRunning.ShouldBeFalse();
        stage.Press("Esc");
        stage.Dialogs.Top.ShouldBeOfType<RoutingOverlay>();
        transport.Made.ShouldBeEmpty();
    }

    [Fact]
    public void A_figure_is_chosen_and_turned_with_the_mouse()
    {
        using var stage = new Stage();
        stage.Press("F4");
        var rate = stage.Find("rate ◂");
        stage.Click(rate.X + 11, rate.Y).Frame.ShouldContain("◂ 50/s ▸");
        stage.Click(rate.X + 11, rate.Y).Frame.ShouldContain("◂ 100/s ▸");
        stage.Click(rate.X + 1, rate.Y).Frame.ShouldContain("◂ 50/s ▸");
    }

    [Fact]
    public void In_the_smallest_window_the_counters_come_first()
    {
        using var stage = new Stage(60, 15).ShowRouting();
        stage.Frame.ShouldContain("◂ nack ▸");
        stage.Frame.ShouldContain("per useful 10.20");
        stage.Frame.ShouldContain("This backend");
        var rows = stage.Frame.Split('\n');
        rows[13].Trim().ShouldStartWith("╚");
        rows[13].Trim().Trim('╚', '╝', '═').ShouldBeEmpty();
        stage.Resize(120, 18).Frame.ShouldContain("10w all");
    }

    [Fact]
    public void The_experiment_says_which_key_opens_it()
    {
        using var stage = new Stage();
        stage.Experiments.Choose(stage.Experiments.All.ToList().FindIndex(e => e is RoutingExperiment));
        stage.Press("F2").Frame.ShouldContain("F4 shows strategies side by side");
    }

    /// <summary>Every strategy has its topology and a message of its own on the way.</summary>
    private static bool Publishing(Stage stage)
    {
        lock (stage.Transport.Gate)
        {
            return stage.Transport.Made.Select(m => m.Topics[0]).All(t => stage.Transport.Published.Exists(p => p.Topic == t)) && stage.Transport.Made.Count == 3;
        }
    }
}

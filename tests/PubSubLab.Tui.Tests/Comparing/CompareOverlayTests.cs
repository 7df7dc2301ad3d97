using PubSubLab.Lab;
using PubSubLab.Lab.Comparing;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Tests.Frames;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Comparing;

public class CompareOverlayTests
{
    [Theory]
    [InlineData("Esc")]
    [InlineData("q")]
    public void It_runs_when_it_opens_and_removes_what_it_made_when_it_is_left(string leave)
    {
        using var stage = new Stage();
        stage.Press("F4").Until(() => IsPublishing(stage));
        Made(stage).ShouldBe(3);
        stage.Frame.ShouldContain("Esc stops and closes");

        stage.Press(leave).Settle();
        stage.Dialogs.Top.ShouldBeNull();
        stage.Comparing.IsRunning.ShouldBeFalse();
        Made(stage).ShouldBe(0);
        stage.Frame.ShouldContain("Stopped. The lanes' topics and subscriptions are removed.");
    }

    [Fact]
    public void Another_comparison_starts_at_once_and_the_one_before_leaves_nothing()
    {
        using var stage = new Stage();
        stage.Press("F4").Until(() => IsPublishing(stage));
        stage.Press("Right").Until(() => { stage.Draw(); return stage.Comparing.Current!.Comparison.Name == "shards" && IsPublishing(stage); });
        Made(stage).ShouldBe(3);
        stage.Frame.ShouldContain("Compare 2/7");
        stage.Frame.ShouldContain("topic-and-sub");
    }

    [Fact]
    public void Enter_starts_again_with_the_figures_as_they_are()
    {
        using var stage = new Stage();
        stage.Press("F4").Until(() => IsPublishing(stage));
        var first = stage.Comparing.Current;
        stage.Press("Tab", "Right", "Enter").Until(() => { stage.Draw(); return stage.Comparing.Current != first && IsPublishing(stage); });
        stage.Comparing.Current!.Lanes[1].Subscriptions.Count.ShouldBe(50);
    }

    [Fact]
    public void To_a_real_project_it_asks_first()
    {
        var transport = new ScriptedTransport { Description = "cloud my-project", IsCloud = true };
        using var stage = new Stage(session: new LabSession(transport, new LabJournal(TimeProvider.System)));
        stage.Press("F4");

        stage.Dialogs.Top.ShouldBeOfType<ConfirmOverlay>();
        stage.Frame.ShouldContain("12 topics and 31 subscriptions");
        stage.Comparing.IsRunning.ShouldBeFalse();
        stage.Press("Esc");
        stage.Dialogs.Top.ShouldBeOfType<CompareOverlay>();
        transport.Made.ShouldBeEmpty();
    }

    [Fact]
    public void A_broker_that_is_away_is_said_in_the_lanes()
    {
        using var stage = new Stage();
        stage.Press("F4").Until(() => IsPublishing(stage));
        stage.Transport.Refusal = new LabException("No broker answers at localhost:8085.");
        stage.Advance(TimeSpan.FromSeconds(1));
        stage.Until(() => stage.Comparing.Current!.Lanes.All(l => l.Error is not null));
        stage.Advance(TimeSpan.FromSeconds(1)).Frame.ShouldContain("No broker answers at localhost:8085.");
        stage.Frame.ShouldContain("Enter makes the lanes anew");
    }

    [Fact]
    public void A_figure_is_chosen_and_turned_with_the_mouse()
    {
        using var stage = new Stage();
        stage.Press("F4");
        var rate = stage.Find("in ◂");
        stage.Click(rate.X + 8, rate.Y).Frame.ShouldContain("◂ 50/s ▸");
        stage.Click(rate.X + 8, rate.Y).Frame.ShouldContain("◂ 100/s ▸");
        stage.Click(rate.X + 1, rate.Y).Frame.ShouldContain("◂ 50/s ▸");
    }

    [Fact]
    public void It_is_a_page_like_the_others_help_palette_and_the_other_pages_are_a_key_away()
    {
        using var stage = new Stage();
        stage.Press("F4", "?").Dialogs.Top.ShouldBeOfType<HelpOverlay>();
        stage.Press("Esc", ":").Dialogs.Top.ShouldBeOfType<PaletteOverlay>();
        stage.Press("Esc").Dialogs.Top.ShouldBeOfType<CompareOverlay>();
        stage.Press("F2").Dialogs.Top.ShouldBeNull();
        stage.Navigator.Page.ShouldBe(PaneId.Experiments);
        stage.Press("F4").Dialogs.Top.ShouldBeOfType<CompareOverlay>();
        stage.Press("F4").Dialogs.Top.ShouldBeNull();

        // A command of the lab that is chosen in the palette leaves the page.
        stage.Press("F4", ":").Type("topology").Press("Enter").Dialogs.Top.ShouldBeNull();
        stage.Navigator.Page.ShouldBe(PaneId.Topology);
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 36)]
    [InlineData(200, 60)]
    public void Prices_say_what_they_assume_and_where_from(int width, int height)
    {
        using var stage = new Stage(width, height).ShowCompare();
        stage.Frame.ShouldContain("Prices: 10M messages of 1 kB, 40 USD/TiB (cloud.google.com/pubsub/pricing)");
    }

    [Fact]
    public void The_rows_of_a_lane_stay_where_they_are_when_its_workers_begin()
    {
        using var stage = new Stage();
        stage.Press("F4").Until(() => IsPublishing(stage));
        var before = Beginnings(stage);
        before.ShouldContain(r => r.Contains("a1", StringComparison.Ordinal));
        Beginnings(stage.ShowCompare(open: false)).ShouldBe(before);

        // Name of lane, subscription or worker.
        static List<string> Beginnings(Stage stage) => [.. stage.Rows().Skip(4).Select(r => r.Length > 7 ? r[..7] : r)];
    }

    [Fact]
    public void Workers_and_users_follow_each_other()
    {
        using var stage = new Stage();
        stage.Press("F4");
        stage.Press("Tab", "Left", "Left").Frame.ShouldContain("users ◂ 5 ▸  workers ◂ 5 ▸");
    }

    [Fact]
    public void The_lanes_have_the_flow_of_the_main_screen_and_one_table()
    {
        using var stage = new Stage(80, 24).ShowCompare();
        stage.Frame.ShouldContain("per useful p99");
        stage.Frame.ShouldContain("5.00 ███");
        stage.Frame.ShouldContain("9 more workers");
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 36)]
    [InlineData(200, 60)]
    public void Columns_have_heads_and_no_figure_is_cut(int width, int height)
    {
        using var stage = new Stage(width, height).ShowCompare();
        var heads = stage.Rows()[3];
        heads.ShouldContain("wire");
        heads.ShouldContain("outst.");
        heads.ShouldContain(" done nacked");
        foreach (var lane in stage.Comparing.Current!.Lanes)
        {
            // A wide screen has the lanes beside each other, and their counters in a row of their own.
            var row = stage.Rows().First(r => r.Contains("of 1,000 done", StringComparison.Ordinal) && (width == 200 || r.Contains(lane.Plan.Name, StringComparison.Ordinal)));
            row.ShouldContain("/s");
            row.ShouldNotContain("…");
        }
    }

    [Fact]
    public void A_workers_lost_stream_is_seen_in_its_lane()
    {
        using var stage = new Stage(120, 36);
        Lose("a2");
        stage.Advance(TimeSpan.FromSeconds(1)).ShowCompare();
        stage.Frame.ShouldNotContain("no stream", Case.Insensitive, "it was lost in an earlier run");
        Lose("a1");
        stage.Get<Revision>().Advance();
        stage.Frame.ShouldContain("a1 ◌ no stream");

        void Lose(string worker) => stage.Journal.Append(LabEventKind.ConnectionLost, worker, data: new Reason("no route"));
    }

    [Fact]
    public void A_lane_says_that_its_broker_is_away()
    {
        using var stage = new Stage(120, 36).ShowCompare();
        stage.Comparing.Current!.Lanes[1].Journal.Append(LabEventKind.ConnectionLost, data: new Reason("no route"));
        stage.Get<Revision>().Advance();
        stage.Frame.ShouldNotContain("◌ no broker", Case.Insensitive, "the lane is on the open one, which answers");

        stage.Journal.Append(LabEventKind.ConnectionLost, data: new Reason("no route"));
        stage.Get<Revision>().Advance();
        stage.Rows().Count(r => r.Contains("◌ no broker", StringComparison.Ordinal)).ShouldBe(3);
        stage.Frame.ShouldContain("Wait for its broker");
    }

    [Fact]
    public void A_lane_has_the_backlog_of_its_subscription()
    {
        using var stage = new Stage(120, 36, withPorts: true);
        stage.Comparing.Fields.Turn(0, 5);
        stage.Press("F4").Until(() => IsPublishing(stage));
        stage.Ports.Backlogs[stage.Comparing.Current!.Lanes[1].Subscriptions[0].Name] = new(28, 3, TimeSpan.FromSeconds(3));
        stage.Get<Revision>().Advance();
        stage.Frame.ShouldContain("▇▇▇▁ 28 waiting, oldest 3 s");
    }

    [Fact]
    public void The_old_key_says_where_it_went()
    {
        using var stage = new Stage();
        stage.Press("2", "b").Frame.ShouldContain("F4 compares strategies and more");
        stage.Dialogs.Top.ShouldBeNull();
    }

    private static bool IsPublishing(Stage stage) => stage.Comparing.Current is { } run && run.Lanes.All(l => l.Facts.Published > 0);

    private static int Made(Stage stage)
    {
        lock (stage.Transport.Gate)
        {
            return stage.Transport.Made.Count;
        }
    }
}

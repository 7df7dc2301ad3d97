using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Tests.Support;
using PubSubLab.Tui.Timeline;

namespace PubSubLab.Tui.Tests.Panes;

public class TimelinePaneTests
{
    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 36)]
    public void The_lanes_out_of_sight_are_said_in_words(int width, int height)
    {
        using var stage = new Stage(width, height);
        for (var i = 0; i < 40; i++)
        {
            stage.Happens(LabEventKind.Delivered, $"m{i}", "w1");
        }

        stage.Advance(TimeSpan.FromSeconds(5)).Press("3");
        var shown = stage.Rows().Count(r => r.Contains('▸') && r.Contains("━#"));
        stage.Frame.ShouldContain($" {40 - shown} lanes below ↓");
        stage.Press("Down").Frame.ShouldContain($" 1 above ↑ {39 - shown} lanes below ↓");
        stage.Press([.. Enumerable.Repeat("Down", 40)]).Frame.ShouldContain($" {40 - shown} lanes above ↑");
    }

    [Fact]
    public void The_selected_bar_is_always_in_sight()
    {
        using var stage = new Stage();
        var timeline = stage.Get<TimelineView>();
        for (var i = 0; i < 30; i++)
        {
            stage.Happens(LabEventKind.Delivered, $"m{i}", $"w{i % 15}");
            stage.Advance(TimeSpan.FromSeconds(2));
            stage.Happens(LabEventKind.Acked, $"m{i}", $"w{i % 15}");
        }

        stage.Press("3", "l");
        foreach (var key in new[] { "g", "l", "j", "j", "k", "PageDown", "j", "<", ">", ">", ">", "PageUp", "PageUp", "g", "G" })
        {
            stage.Press(key);
            if (timeline.Selected is { } bar)
            {
                var now = stage.Playback.ViewNow;
                (bar.End ?? now).ShouldBeGreaterThanOrEqualTo(timeline.RightEdge(now) - timeline.Span, key);
                bar.Start.ShouldBeLessThanOrEqualTo(timeline.RightEdge(now), key);
                stage.Rows().ShouldContain(r => r.Contains($"║ {bar.Worker} "), $"{key}\n{stage.Frame}");
                stage.Selection.Current.ShouldBe(bar.Message);
            }
            else
            {
                key.ShouldBeOneOf("G", ">", "PageUp");
            }
        }

        stage.Press("G", "h");
        timeline.Selected.ShouldNotBeNull();
        stage.Advance(TimeSpan.FromSeconds(31));
        timeline.Selected.ShouldBeNull("it has left the visible time");
        stage.Press("w").Notice!.Text.ShouldContain("no bar is selected");
    }

    [Fact]
    public void The_lanes_keep_their_order_while_a_bar_is_selected()
    {
        using var stage = new Stage();
        for (var i = 0; i < 12; i++)
        {
            stage.Happens(LabEventKind.Delivered, $"a{i}", "w1");
            stage.Happens(LabEventKind.Delivered, $"b{i}", "w2");
        }

        stage.Advance(TimeSpan.FromSeconds(2)).Press("3", "l");
        var before = Names(stage);
        for (var i = 0; i < 4; i++)
        {
            stage.Happens(LabEventKind.Delivered, $"c{i}", "v0");
        }

        stage.Advance(TimeSpan.FromSeconds(2));
        Names(stage).ShouldBe(before);
        stage.Press("G");
        Names(stage).ShouldContain("v0", customMessage: "without a selection a worker with work has its share");
    }

    private static string Names(Stage stage) => string.Join(' ', stage.Rows().Where(r => r.Contains("━#") || r.Contains("━▸")).Select(r => r[39..44].Trim('║', '│', ' ')));

    [Fact]
    public void Down_selects_the_bar_in_the_lane_below()
    {
        using var stage = new Stage();
        stage.Happens(LabEventKind.Delivered, "m1", "w1");
        stage.Happens(LabEventKind.Delivered, "m2", "w2");
        stage.Advance(TimeSpan.FromSeconds(5)).Press("3", "l", "j");
        stage.Get<TimelineView>().Selected!.Worker.ShouldBe("w2");
        stage.Press("j").Get<TimelineView>().Selected!.Worker.ShouldBe("w2");
        stage.Press("k").Get<TimelineView>().Selected!.Worker.ShouldBe("w1");
    }

    [Fact]
    public void A_worker_without_work_in_sight_has_one_row_that_says_so()
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Spawn();
        stage.Happens(LabEventKind.Delivered, "m1", "w2");
        stage.Advance(TimeSpan.FromSeconds(10));

        var rows = stage.Rows().ToList();
        rows.FindIndex(r => r.Contains("w1") && r.Contains("idle")).ShouldBe(stage.Find("━#1━").Y + 1);
    }
}

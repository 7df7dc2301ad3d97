using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Tests.Support;

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

using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Tests.Frames;
using PubSubLab.Tui.Tests.Support;
using PubSubLab.Tui.Time;
using PubSubLab.Tui.Timeline;

namespace PubSubLab.Tui.Tests.Screen;

/// <summary>Esc is the one way back to now from every place that is away from it, and the screen says so.</summary>
public class WayBackTests
{
    [Theory]
    [InlineData("3", "PageUp")]
    [InlineData("3", "Home")]
    [InlineData("3", "Right")]
    [InlineData("3", "Space")]
    [InlineData("4", "Up")]
    [InlineData("4", "Home")]
    [InlineData("2", "Space")]
    [InlineData("2", "[")]
    [InlineData("2", "{")]
    public void Esc_goes_back_to_now(string pane, string away)
    {
        using var stage = new Stage();
        var back = stage.Get<WayBack>();
        for (var i = 0; i < 60; i++)
        {
            stage.Happens(LabEventKind.Published, $"m{i}");
            stage.Happens(LabEventKind.Delivered, $"m{i}", "w1");
            stage.Advance(TimeSpan.FromSeconds(1));
            stage.Happens(LabEventKind.Acked, $"m{i}", "w1");
        }

        stage.Press(pane);
        back.IsAway.ShouldBeFalse();
        stage.Press(away);
        back.IsAway.ShouldBeTrue(away);
        stage.Frame.ShouldContain("Esc Now");
        if (stage.Get<TimelineView>().End is not null || stage.Playback.HeldAt is not null)
        {
            stage.Frame.ShouldContain("Esc goes back to now");
        }

        stage.Press("Esc");
        back.IsAway.ShouldBeFalse(away);
        (stage.Log.Following, stage.Playback.HeldAt, stage.Get<TimelineView>().End).ShouldBe((true, null, null));
        stage.Frame.ShouldNotContain("Esc Now");
    }

    [Fact]
    public void A_recording_has_no_now_to_go_back_to()
    {
        using var stage = new Stage().Play();
        stage.Press("4", "Up");
        stage.Get<WayBack>().IsAway.ShouldBe(!stage.Playback.IsRecording);
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(60, 15)]
    public void Esc_leaves_the_composer_where_it_covers_the_lab(int width, int height)
    {
        using var stage = new Stage(width, height);
        stage.Press("3", "1");
        stage.Navigator.Focused.ShouldBe(PaneId.Publisher);
        stage.Press("Esc").Navigator.Focused.ShouldBe(PaneId.Timeline);

        stage.Press("4", "i").Type("x");
        for (var i = 0; i < 4 && stage.Navigator.Focused == PaneId.Publisher; i++)
        {
            stage.Press("Esc");
        }

        stage.Navigator.Focused.ShouldBe(PaneId.Log);
        stage.Navigator.Zoomed.ShouldBeFalse();
    }

    [Fact]
    public void Where_the_composer_covers_nothing_Esc_leaves_the_focus_in_it()
    {
        using var stage = new Stage();
        stage.Press("1", "Esc", "Esc").Navigator.Focused.ShouldBe(PaneId.Publisher);
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(60, 15)]
    [InlineData(120, 36)]
    public void Stopped_time_says_the_whole_way_out(int width, int height)
    {
        using var stage = new Stage(width, height, withPorts: true);
        stage.Press(",");
        string.Join(' ', stage.Rows().TakeLast(6).Select(r => r.Trim())).ShouldContain("',' lets it run.");
        stage.Rows()[^2].ShouldContain(", Run time");
        stage.Advance(TimeSpan.FromSeconds(10)).Rows()[^2].ShouldContain(", Run time");
        stage.Press(",").Rows()[^2].ShouldNotContain("Run time");
    }
}

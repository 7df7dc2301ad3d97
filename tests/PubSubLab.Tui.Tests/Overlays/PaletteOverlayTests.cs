using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Tests.Frames;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Overlays;

public class PaletteOverlayTests
{
    [Fact]
    public void What_the_selected_one_does_is_said_whole()
    {
        using var stage = new Stage(80, 24);
        stage.Press("Ctrl+P").Type("spawn");
        stage.Frame.ShouldContain("Spawns a worker like the last one. During an experiment it joins that");
        stage.Frame.ShouldContain("and copies the selected worker.");
        stage.Press("Down").Frame.ShouldContain("Asks for handler, users and outstanding limit, then spawns a worker.");
    }

    [Fact]
    public void What_can_be_done_now_comes_before_what_cannot()
    {
        using var stage = new Stage().Play();
        stage.Press("Ctrl+P").Type("sl");
        stage.Rows()[stage.Find("▸ S").Y].ShouldContain("Slow");
        stage.Frame.ShouldContain("  Slower ");
    }

    [Fact]
    public void A_click_below_the_list_runs_nothing()
    {
        using var stage = new Stage(80, 24);
        stage.Press("Ctrl+P");
        var line = stage.Find("║──────");
        for (var y = line.Y; y <= line.Y + 2; y++)
        {
            stage.Click(line.X + 5, y);
            stage.Dialogs.Top.ShouldBeOfType<PaletteOverlay>();
        }

        stage.Click(line.X + 5, line.Y - 1);
        stage.Dialogs.Top.ShouldNotBeOfType<PaletteOverlay>();
    }
}

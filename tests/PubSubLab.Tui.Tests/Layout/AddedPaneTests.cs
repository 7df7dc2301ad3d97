using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Panes;
using PubSubLab.Tui.Pictures;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Layout;

public class AddedPaneTests
{
    private static readonly ScreenCatalog s_withNotes = PictureCatalog.Screen with { Groups = [.. PictureCatalog.Screen.Groups, typeof(NotesPane)] };
    private static readonly ScreenCatalog s_withBeside = PictureCatalog.Screen with { Groups = [.. PictureCatalog.Screen.Groups, typeof(BesidePane)] };

    [Fact]
    public void A_page_of_one_file_has_its_keys_and_commands()
    {
        using var stage = new Stage(catalog: s_withNotes);
        stage.Press("F12").Frame.ShouldContain("A note of one file.");
        stage.Press("Enter").Frame.ShouldContain("A note was said.");
        stage.Press("Esc").Navigator.Page.ShouldBeNull();
        stage.Frame.ShouldNotContain("A note of one file.");
    }

    [Theory]
    [InlineData(120, 36)]
    [InlineData(80, 24)]
    [InlineData(60, 15)]
    public void A_page_is_shown_with_panes_of_the_lab_where_there_is_room(int width, int height)
    {
        using var stage = new Stage(width, height, catalog: s_withNotes);
        stage.Press("F12").Frame.ShouldContain("A note of one file.");
        if (height >= 20)
        {
            stage.Frame.ShouldContain("3 Timeline");
        }
    }

    [Fact]
    public void A_page_is_in_palette_and_help()
    {
        using var stage = new Stage(catalog: s_withNotes);
        stage.Press("Ctrl+P").Type("shows a note").Frame.ShouldContain("Notes ");
        stage.Press("Esc", "F12", "F1").Frame.ShouldContain("Repeats the note.");
    }

    [Fact]
    public void A_page_that_is_not_in_the_catalogue_is_not_on_the_screen()
    {
        using var stage = new Stage();
        stage.Press("F12").Navigator.Page.ShouldBeNull();
        stage.Keys.All.ShouldNotContain(k => k.Id == "page.notes");
    }

    [Fact]
    public void Panes_of_one_place_stand_side_by_side()
    {
        using var stage = new Stage(120, 36, catalog: s_withBeside);
        var (timeline, beside, workers) = (stage.Pane<TimelinePane>().Frame, stage.Pane<BesidePane>().Frame, stage.Pane<FlowPane>().Frame);
        (timeline.X, timeline.Right, beside.Right).ShouldBe((workers.X, beside.X, workers.Right));
        (beside.Y, beside.Height).ShouldBe((timeline.Y, timeline.Height));
        stage.Press("5").Navigator.Focused.ShouldBe(new PaneId("Beside"));
    }

    [Fact]
    public void Every_pane_of_the_lab_can_be_opened_at_every_size()
    {
        foreach (var (width, height) in ((int, int)[])[(60, 15), (80, 24), (120, 36), (200, 60)])
        {
            using var stage = new Stage(width, height, catalog: new ScreenCatalog());
            foreach (var (_, pane) in stage.Get<PaneCatalog>().All)
            {
                stage.Press("Esc", pane.Open.FirstKey);
                stage.Navigator.Focused.ShouldBe(pane.Id);
                stage.Window.FocusedPane.Visible.ShouldBeTrue($"{pane.Id} at {width}x{height}");
                stage.Window.FocusedPane.HasFocus.ShouldBeTrue($"{pane.Id} at {width}x{height}");
                if (pane.IsPage)
                {
                    stage.Press(pane.Open.FirstKey);
                }
            }
        }
    }
}

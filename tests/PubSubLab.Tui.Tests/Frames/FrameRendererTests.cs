using System.Xml.Linq;
using PubSubLab.Tui.Pictures;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Frames;

public class FrameRendererTests
{
    [Fact]
    public void A_picture_is_well_formed_and_holds_the_text()
    {
        using var stage = new Stage(120, 36).Play();
        stage.Happens(PubSubLab.Lab.Journal.LabEventKind.Published, "markup", json: "<b>&amp;</b>");
        var svg = XDocument.Parse(FrameRenderer.ToSvg(stage.Picture, "The lab <at work>"));

        svg.Root!.Value.ShouldContain("<b>&amp;</b>");

        svg.Root.Value.ShouldContain("The lab <at work>");
        svg.Root.Value.ShouldContain("2 Flow");
        svg.Descendants().Count(e => e.Name.LocalName == "script").ShouldBe(0);
    }

    [Fact]
    public void A_moving_picture_shows_one_frame_at_a_time_and_holds_still_on_request()
    {
        using var stage = new Stage(80, 24).Play();
        var first = stage.Picture;
        stage.Press("2");
        var svg = FrameRenderer.ToSvg([(first, TimeSpan.FromSeconds(1)), (stage.Picture, TimeSpan.FromSeconds(3))], "moving");

        XDocument.Parse(svg).Root!.Elements().Count(e => e.Name.LocalName == "g").ShouldBe(2);
        svg.ShouldContain("25%{visibility:visible}");
        svg.ShouldContain("prefers-reduced-motion");
    }

    [Fact]
    public void Frames_of_different_sizes_make_no_picture()
    {
        using var small = new Stage(80, 24);
        using var large = new Stage(120, 36);
        Should.Throw<ArgumentException>(() => FrameRenderer.ToSvg([(small.Picture, TimeSpan.FromSeconds(1)), (large.Picture, TimeSpan.FromSeconds(1))], "x"));
        Should.Throw<ArgumentException>(() => FrameRenderer.ToSvg([], "x"));
    }
}

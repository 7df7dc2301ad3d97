using System.Xml.Linq;
using PubSubLab.Tui.Frames;
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
}

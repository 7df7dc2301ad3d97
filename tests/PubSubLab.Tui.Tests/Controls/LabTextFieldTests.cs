using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Controls;

public sealed class LabTextFieldTests
{
    [Theory]
    [InlineData("a\u202eb")]
    [InlineData("a\u200fb")]
    [InlineData("a\u061cb")]
    [InlineData("a👩‍💻b")]
    [InlineData("a👍🏽b")]
    [InlineData("a🇩🇪b")]
    [InlineData("a\U000e0041b")]
    [InlineData("ae\u0301\u0302\u0303b")]
    public void A_field_shows_nothing_that_a_terminal_obeys_and_keeps_its_text(string value)
    {
        Assert.SkipUnless(TerminalWidth.IsKnown, "Only the C library of Linux is asked for widths.");
        using var stage = new Stage();
        stage.Journal.Append(LabEventKind.Published, new MessageFacts("1", "lab-tasks", "{}"u8.ToArray(), new Dictionary<string, string> { ["name"] = value }));
        stage.Press("4", "Up", "E");

        foreach (var row in stage.Rows())
        {
            OutsideText.Printable(row).ShouldBe(row);
            TerminalWidth.Of(row).ShouldBeLessThanOrEqualTo(120);
        }

        stage.Frame.ShouldContain("Attributes   name=");
        stage.Frame.ShouldContain("\ufffd");
        stage.Press("Ctrl+S").Settle();
        stage.Transport.Published.ShouldHaveSingleItem().Task.Attributes["name"].ShouldBe(value);
    }
}

using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Tests.Frames;
using PubSubLab.Tui.Tests.Support;
using PubSubLab.Tui.Timeline;

namespace PubSubLab.Tui.Tests.Drawing;

public sealed class SignsTests
{
    [Theory]
    [InlineData("C", null, null, true)]
    [InlineData(null, "POSIX", "en_US.UTF-8", true)]
    [InlineData(null, null, "en_US.UTF-8", false)]
    [InlineData("C.utf8", null, "C", false)]
    [InlineData(null, null, null, false)]
    public void The_locale_says_whether_the_terminal_knows_more_than_ASCII(string? all, string? type, string? lang, bool ascii)
    {
        Signs.SaysAscii(name => name switch { "LC_ALL" => all, "LC_CTYPE" => type, _ => lang }).ShouldBe(ascii);
    }

    [Fact]
    public void Signs_become_plain_and_keep_their_width()
    {
        Signs.IsComplete.ShouldBeTrue();
        Signs.ToAscii("┌─ ✓ #1 漢 é").ShouldBe("+- V #1 ?? ?");
    }

    [Fact]
    public void Every_sign_that_has_a_meaning_has_a_plain_one()
    {
        var signs = Enum.GetValues<LabEventKind>().Select(k => EventLook.Of(k).Symbol).Append(BarRow.Legend).Append(BarRow.LeaseLegend).Append("╾▸◐µ");
        Signs.ToAscii(string.Concat(signs)).ShouldNotContain("?");
    }

    [Fact]
    public void A_terminal_without_UTF8_gets_nothing_but_ASCII()
    {
        try
        {
            Signs.AsciiOnly = true;
            using var stage = new Stage().Play();
            var frame = stage.Frame;
            frame.Where(c => c > '~').ShouldBeEmpty();
            frame.ShouldContain("2 Flow");
        }
        finally
        {
            Signs.AsciiOnly = false;
        }
    }
}

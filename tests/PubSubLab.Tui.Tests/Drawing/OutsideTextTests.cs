using System.Globalization;
using System.Text;
using PubSubLab.Lab;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Drawing;

public sealed class OutsideTextTests
{
    [Theory]
    [InlineData("👩‍💻x", "👩x")]
    [InlineData("👍🏽x", "👍x")]
    [InlineData("🏳️‍🌈x", "🏳x")]
    [InlineData("❤️x", "❤x")]
    [InlineData("1️⃣x", "1x")]
    [InlineData("🇩🇪", "‹D›‹E›")]
    [InlineData("🏽", "‹1f3fd›")]
    [InlineData("a\u200db", "a‹200d›b")]
    [InlineData("a\u200bb", "a‹200b›b")]
    [InlineData("a\ufe0fb", "a‹fe0f›b")]
    [InlineData("a\U000e0041", "a‹e0041›")]
    [InlineData("\u0301", "‹0301›")]
    [InlineData("e\u0301", "e\u0301")]
    [InlineData("e\u0301\u0302\u0303", "e\u0301\u0302‹0303›")]
    [InlineData("\u1160", "‹1160›")]
    [InlineData("\ue0b0", "‹e0b0›")]
    public void What_terminals_measure_in_their_own_way_is_shown_in_a_form_of_known_width(string text, string shown) => OutsideText.Printable(text).ShouldBe(shown);

    // No attribute can carry half a pair: metadata is UTF-8.
    [Fact]
    public void Half_a_surrogate_pair_is_shown_as_what_it_is()
    {
        OutsideText.Printable("a" + '\ud83d').ShouldBe("a\ufffd");
        OutsideText.Printable('\udc69' + "b").ShouldBe("\ufffdb");
    }

    [Theory]
    [InlineData(0x061c, 0x061c)]
    [InlineData(0x200b, 0x200f)]
    [InlineData(0x2028, 0x202e)]
    [InlineData(0x2060, 0x206f)]
    [InlineData(0xfeff, 0xfeff)]
    [InlineData(0x80, 0x9f)]
    [InlineData(0xe0001, 0xe007f)]
    public void No_sign_that_turns_the_direction_joins_or_hides_is_left(int from, int to)
    {
        for (var point = from; point <= to; point++)
        {
            OutsideText.Printable($"a{new Rune(point)}b").ShouldBe($"a‹{point.ToString("x4", CultureInfo.InvariantCulture)}›b");
        }
    }

    [Fact]
    public void Whatever_comes_a_line_has_the_width_that_the_terminal_gives_it()
    {
        Assert.SkipUnless(TerminalWidth.IsKnown, "Only the C library of Linux is asked for widths.");
        var seed = Environment.TickCount;
        var hostile = new HostileText(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var text = hostile.Next();
            var width = 1 + (i % 17);
            var shown = CellText.Printable(text);
            var about = $"seed {seed}, {string.Join(' ', text.Select(c => ((int)c).ToString("x4", CultureInfo.InvariantCulture)))}";

            TerminalWidth.Of(shown).ShouldBe(CellText.Width(text), about);
            CellText.Printable(shown).ShouldBe(shown, about);
            TerminalWidth.Of(CellText.Pad(text, width)).ShouldBe(width, about);
            TerminalWidth.Of(CellText.Slice(text, i % 5, width)).ShouldBeLessThanOrEqualTo(width, about);
            CellText.Cells(shown).Sum(c => c.Columns).ShouldBe(CellText.Width(text), about);
            string.Concat(CellText.Cells(shown).Select(c => c.Cell)).ShouldBe(shown, about);
            foreach (var line in CellText.Wrap(text, Math.Max(2, width)))
            {
                TerminalWidth.Of(line).ShouldBeLessThanOrEqualTo(Math.Max(2, width), about);
            }
        }
    }

    [Fact]
    public void Every_code_point_alone_has_the_width_that_the_terminal_gives_it()
    {
        Assert.SkipUnless(TerminalWidth.IsKnown, "Only the C library of Linux is asked for widths.");
        for (var point = 0; point <= 0x10ffff; point++)
        {
            if (Rune.IsValid(point))
            {
                var text = new Rune(point).ToString();
                TerminalWidth.Of(CellText.Printable(text)).ShouldBe(CellText.Width(text), $"U+{point:X4}");
            }
        }
    }

    [Fact]
    public void The_beginning_of_a_text_ends_between_characters()
    {
        OutsideText.Begin("ab👩‍💻cd", 5).ShouldBe("ab");
        OutsideText.Begin("ab👍", 3).ShouldBe("ab");
        OutsideText.Begin("👍👍", 1).ShouldBe("");
        OutsideText.Begin("ab", 2).ShouldBe("ab");
        OutsideText.Begin("ab👍c"u8, 5).ShouldBe("ab");
        OutsideText.Begin("ab👍c"u8, 6).ShouldBe("ab👍");
        OutsideText.Begin("ae\u0301"u8, 2).ShouldBe("a");
        var hostile = new HostileText(7);
        for (var i = 0; i < 5_000; i++)
        {
            var text = string.Concat(hostile.Next().EnumerateRunes());
            var start = OutsideText.Begin(text, 6);
            text.ShouldStartWith(start);
            start.Length.ShouldBeLessThanOrEqualTo(6);
            (start.Length > 0 && char.IsHighSurrogate(start[^1])).ShouldBeFalse();
            text.ShouldStartWith(OutsideText.Begin(Encoding.UTF8.GetBytes(text), 9), Case.Sensitive);
        }
    }
}

using PubSubLab.Tui.Drawing;

namespace PubSubLab.Tui.Tests.Drawing;

public class CellTextTests
{
    [Theory]
    [InlineData("a handler of 1 s.", 14, "a handler of|1 s.")]
    [InlineData("after 300 ms, again", 9, "after|300 ms,|again")]
    [InlineData("of 10 tasks", 5, "of 10|tasks")]
    [InlineData("1234567 ms", 5, "12345|67 ms")]
    public void A_figure_and_its_unit_stay_together(string text, int width, string lines) => string.Join('|', CellText.Wrap(text, width)).ShouldBe(lines);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\u001b[31mred", "a␛[31mred")]
    [InlineData("bell\abackspace\b", "bell␇backspace␈")]
    [InlineData("line\nline\r", "line↵line␍")]
    [InlineData("del\u007f", "del␡")]
    [InlineData("c1 \u009b31m", "c1 ‹009b›31m")]
    [InlineData("turn \u202e back", "turn ‹202e› back")]
    [InlineData("漢字 👩‍🚀 é", "漢字 👩 é")]
    public void Nothing_that_a_terminal_would_obey_is_left(string text, string shown) => CellText.Printable(text).ShouldBe(shown);

    [Theory]
    [InlineData("abcdef", 2, 3, "cde")]
    [InlineData("漢字ab", 0, 3, "漢")]
    [InlineData("漢字ab", 1, 4, " 字a")]
    [InlineData("漢字ab", 2, 10, "字ab")]
    [InlineData("ab", 5, 3, "")]
    public void A_slice_keeps_columns_in_their_place(string text, int from, int width, string slice) => CellText.Slice(text, from, width).ShouldBe(slice);

    [Theory]
    [InlineData("abcdef", 4, "abc…")]
    [InlineData("abc", 4, "abc")]
    [InlineData("漢字漢", 4, "漢…")]
    [InlineData("abc", 1, "…")]
    [InlineData("abc", 0, "")]
    public void What_is_cut_says_so(string text, int width, string fitted) => CellText.Fit(text, width).ShouldBe(fitted);

    [Theory]
    [InlineData("rabbitmq-e28", 12, "rabbitmq-e28")]
    [InlineData("rabbitmq-e28", 9, "rabb…-e28")]
    [InlineData("rabbitmq-e28", 6, "rab…28")]
    [InlineData("日本語日本語", 6, "日…語")]
    [InlineData("rabbitmq-e28", 2, "r…")]
    public void A_name_is_cut_in_its_middle(string text, int width, string fitted) => CellText.FitMiddle(text, width).ShouldBe(fitted);

    [Fact]
    public void Lines_are_broken_at_spaces_and_indents_are_kept()
    {
        CellText.Wrap("one two three", 8).ShouldBe(["one two", "three"]);
        CellText.Wrap("abcdefghij", 4).ShouldBe(["abcd", "efgh", "ij"]);
        CellText.Wrap("{\n  \"a\": 1\n}", 20).ShouldBe(["{", "  \"a\": 1", "}"]);
        CellText.Wrap("", 5).ShouldBe([""]);
    }

    [Fact]
    public void A_sparkline_shows_zero_as_the_lowest_and_anything_more_above_it() =>
        Sparkline.Of([0, 1, 1000, 500]).ShouldBe("▁▂█▅");
}

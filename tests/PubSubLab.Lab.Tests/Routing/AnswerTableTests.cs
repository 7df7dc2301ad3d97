using PubSubLab.Lab.Routing.Reporting;

namespace PubSubLab.Lab.Tests.Routing;

public sealed class AnswerTableTests
{
    private static readonly AnswerRow[] s_rows =
    [
        new("nack", 10.43, 552, 11_425, 3.77, "more workers"),
        new("filter-user", 1, 1_610, 257_316, 93.22, "10,000 users"),
        new("presence-topic", 1, null, 2_000, 0.34, "10,000 workers"),
    ];

    [Fact]
    public void Each_figure_has_a_bar_on_the_scale_of_its_column() =>
        AnswerTable.Lines(s_rows, 120).ShouldBe(
        [
            "                per useful       p99              bytes billed     USD a month      breaks first",
            "nack             10.43 ████████  552 ms ███░░░░░  11,425 █░░░░░░░    3.77 █░░░░░░░  more workers",
            "filter-user       1.00 █░░░░░░░   1.6 s ████████    257k ████████   93.22 ████████  10,000 users",
            "presence-topic    1.00 █░░░░░░░       -            2,000 █░░░░░░░    0.34 █░░░░░░░  10,000 workers",
        ]);

    [Fact]
    public void At_80_columns_nothing_is_cut() => AnswerTable.Lines(s_rows, 76).ShouldAllBe(l => l.Length <= 76 && !l.Contains('…'));

    [Fact]
    public void A_narrower_terminal_cuts_the_end() => AnswerTable.Lines(s_rows, 40).ShouldAllBe(l => l.Length == 40 && l.EndsWith('…'));

    [Fact]
    public void Without_figures_the_rows_are_there() =>
        AnswerTable.Lines([AnswerRow.OfLane("a", null, null, 1, "x", isBilled: true)], 100)[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["a", "-", "-", "-", "-", "x"]);

    [Fact]
    public void What_Google_does_not_bill_has_no_price() =>
        AnswerTable.Lines([AnswerRow.OfLane("redis", 1, 5, 1, "x", isBilled: false)], 100)[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["redis", "1.00", "███", "5", "ms", "███", "-", "-", "x"]);
}

using PubSubLab.Lab.Experiments;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Panes;

/// <summary>A comparison of four backends can be read in every width.</summary>
public class ResultTableTests
{
    private static readonly ResultTable s_table = new(
        ["pubsub", "gcpubsub", "redis", "rabbitmq"],
        [
            new("outstanding at the killed worker", ["4", "3", "4", "12,345"]),
            new("back after", ["9.1 s to 10 s", "9.1 s to 9.7 s", "9.6 s", "1.6 ms to 1.3 s"]),
            new("because of", ["ack deadline", "ack deadline, in Kombu 240 s", "visibility timeout", "end of the connection"]),
            new("changed in configuration", ["BACKEND=embedded", "BACKEND=gcpubsub", "BACKEND=redis, REDIS_URL", "BACKEND=rabbitmq, RABBITMQ_URL"]),
        ]);

    [Theory]
    [InlineData(int.MaxValue, 1)]
    [InlineData(116, 1)]
    [InlineData(76, 1)]
    [InlineData(53, 2)]
    [InlineData(36, 4)]
    public void Columns_stand_side_by_side_as_far_as_their_words_fit(int width, int blocks)
    {
        var lines = ResultTableText.Lines(s_table, width);

        lines.ShouldAllBe(line => line.Text.Length <= width);
        var text = string.Join('\n', lines.Select(line => line.Text));
        string.Join(' ', lines.Where(line => line.IsHeading && line.Text.Length > 0).Select(line => line.Text)).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(s_table.Columns);
        lines.Count(line => line.IsHeading && line.Text.Length > 0).ShouldBe(blocks);
        foreach (var word in s_table.Rows.SelectMany(r => r.Cells.Append(r.Name)).SelectMany(c => c.Split(' ', '=')))
        {
            text.ShouldContain(word, Case.Sensitive, "no word is broken");
        }
    }

    [Fact]
    public void A_line_of_its_own_for_each_row_where_there_is_room()
    {
        ResultTableText.Lines(s_table, int.MaxValue).Select(line => line.Text).ShouldBe(
        [
            "                                  pubsub            gcpubsub                      redis                     rabbitmq",
            "outstanding at the killed worker  4                 3                             4                         12,345",
            "back after                        9.1 s to 10 s     9.1 s to 9.7 s                9.6 s                     1.6 ms to 1.3 s",
            "because of                        ack deadline      ack deadline, in Kombu 240 s  visibility timeout        end of the connection",
            "changed in configuration          BACKEND=embedded  BACKEND=gcpubsub              BACKEND=redis, REDIS_URL  BACKEND=rabbitmq, RABBITMQ_URL",
        ]);
    }

    [Theory]
    [InlineData(80, 24, false)]
    [InlineData(120, 36, false)]
    [InlineData(200, 60, true)]
    public void A_comparison_has_the_rows_of_the_list_where_both_have_no_room(int width, int height, bool both)
    {
        using var stage = new Stage(width, height);
        var told = new ToldExperiment();
        stage.Experiments.Add([told]);
        stage.Press("F2", "Enter");
        told.Table = new ResultTable(["first", "second"], [.. Enumerable.Range(1, 12).Select(i => new ResultRow($"row {i}", [$"{i} here", $"{i} there"]))]);
        told.Finish();
        stage.Press("s").Settle();

        stage.Frame.ShouldContain("✓ Together: ten waiting tasks take as long as one.");
        stage.Frame.Contains("    async  ", StringComparison.Ordinal).ShouldBe(both);
        for (var i = 0; i < 20 && !stage.Frame.Contains("12 there", StringComparison.Ordinal); i++)
        {
            // All of it is in sight where a list and a card are; in a small window it is scrolled to.
            height.ShouldBe(24);
            stage.Press("PageDown");
        }

        stage.Rows().ShouldContain(r => r.Contains("row 12") && r.Contains("12 here") && r.Contains("12 there"));
        stage.Press("F").Rows().ShouldContain(r => r.Contains("row 1 ") && r.Contains("1 here") && r.Contains("1 there"));
    }
}

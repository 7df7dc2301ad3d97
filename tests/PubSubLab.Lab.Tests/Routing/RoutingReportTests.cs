using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Routing.Reporting;

namespace PubSubLab.Lab.Tests.Routing;

public sealed class RoutingReportTests
{
    private static readonly RoutingReport s_report = new()
    {
        Command = "pubsublab experiment routing <&>",
        Backend = "embedded",
        Dispatch = "random",
        Machine = "2 processors",
        MeasuredAt = DateTimeOffset.UnixEpoch,
        Scale = new RoutingScale { Users = 100, Workers = 10 },
        MessagesPerMonth = 1_000_000,
        MessageBytes = 1_000,
        PriceAssumptions = "as stated",
        Verdict = "presence wins.",
        Measurements =
        [
            new RoutingMeasurement
            {
                Strategy = "nack", How = "streams", Users = 100, Workers = 10, Messages = 50, Published = 50, Useful = 49, Lost = 1, DeliveriesPerUseful = 9.75,
                LatencyQuantiles = [1, 2, 30], Limit = "none", TheoryAtRandom = 10,
            },
            new RoutingMeasurement { Strategy = "presence", How = "computed", Users = 100, Workers = 10, Messages = 50, DeliveriesPerUseful = 1, Limit = "10,000" },
        ],
        NackCurve = [new NackPoint(1, 10, 1, 1, 1, 0, 0), new NackPoint(10, 10, 9.5, 10, 5.5, 1, 1)],
    };

    [Fact]
    public void Comes_back_from_its_json_as_it_was()
    {
        var json = RoutingReport.ToJson([s_report]);

        RoutingReport.ToJson(RoutingReport.ListFromJson(json)).ShouldBe(json);
        json.ShouldContain("\"deliveriesPerUseful\": 9.75");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("not json")]
    [InlineData("[{\"backend\":1}]")]
    public void What_is_no_report_is_refused_with_how_to_make_one(string text) =>
        Should.Throw<LabException>(() => RoutingReport.ListFromJson(text)).Message.ShouldContain("'experiment routing --report FILE.html'");

    [Fact]
    public void The_html_needs_nothing_beside_it_and_escapes_what_it_was_given()
    {
        var html = RoutingHtml.Write([s_report]);

        html.ShouldNotContain("<script");
        html.ShouldNotContain("src=");
        html.ShouldNotContain("href=");
        html.Replace("http://www.w3.org/2000/svg", "").ShouldNotContain("http");
        html.ShouldContain("routing &lt;&amp;&gt;");
        html.Split("<svg ").Length.ShouldBe(4);
        html.ShouldContain("9.75");
    }

    [Fact]
    public void The_price_plot_crosses_out_what_a_real_project_refuses()
    {
        // A subscription a user, and 10,000 of them are taken: 30,000, 100,000, 300,000 and 1,000,000 users are not. One more is the legend's.
        var perUser = s_report with { Measurements = [s_report.Measurements[0] with { Strategy = "filter-user" }] };
        var calm = s_report with { Measurements = [s_report.Measurements[0] with { Strategy = "presence-topic" }] };

        Crosses(perUser).ShouldBe(4 + 1);
        RoutingHtml.Write([perUser]).ShouldContain("a real project refuses");
        Crosses(calm).ShouldBeLessThan(Crosses(perUser));

        static int Crosses(RoutingReport report) => RoutingHtml.Write([report]).Split("class=\"cross\"").Length - 1;
    }

    [Fact]
    public void The_markdown_has_a_cell_for_every_column_and_says_what_was_computed()
    {
        var lines = RoutingMarkdown.Write([s_report]).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("|---", StringComparison.Ordinal))
            {
                var columns = lines[i].Split("|---").Length - 1;
                lines.Skip(i + 1).TakeWhile(l => l.StartsWith('|')).ShouldAllBe(l => l.Split(" | ").Length == columns);
            }
        }

        lines.ShouldContain(l => l.StartsWith("| presence | computed | 1.00", StringComparison.Ordinal) && l.Contains("computed from the measured points"));
    }

    [Fact]
    public void A_point_stands_in_the_plot_where_its_values_are()
    {
        var svg = new SvgPlot("t", "x", "y", logX: true, logY: false).Points("p", [(1, 0), (10, 5), (100, 10)], filled: true).Draw();

        // Left 76 to 550 for 1 to 100 on a logarithmic axis, 328 up to 34 for 0 to 10.
        svg.ShouldContain("""cx="76" cy="328" """);
        svg.ShouldContain("""cx="313" cy="181" """);
        svg.ShouldContain("""cx="550" cy="34" """);
    }

    [Fact]
    public void What_cannot_stand_on_a_logarithmic_axis_is_left_out() =>
        new SvgPlot("t", "x", "y", logX: true, logY: true).Line("l", [(0, 1), (1, 0)]).Draw().ShouldBeEmpty();
}

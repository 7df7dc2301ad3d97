using System.Xml.Linq;
using PubSubLab.Lab.Experiments;
using PubSubLab.Output;

namespace PubSubLab.Tests.Output;

/// <summary>Runs of experiments in the forms that programs read.</summary>
public sealed class JUnitFileTests
{
    private static readonly FinishedRun s_held = new(
        "a.yaml", ExperimentResult.From("a", "", [new Expectation("lost", "0", "0", true)], [new Figure("lost", 0), new Figure("latencyMax", 1.5, "s")]), 7, TimeSpan.FromSeconds(2), true);

    private static readonly FinishedRun s_failed = new(
        "b.yaml", ExperimentResult.From("b", "", [new Expectation("lost", "0", "3", false) { Detail = "#1 <&\u0001>" }, new Expectation("acked", "5", "5", true)], []), 7, TimeSpan.FromSeconds(1), true);

    private static readonly FinishedRun s_error = new("c.yaml", ExperimentResult.NotPossible("c", "c.yaml, line 1: wrong"), 7, TimeSpan.Zero, false) { IsProblem = true };

    [Fact]
    public void The_three_outcomes_are_a_pass_a_failure_and_an_error()
    {
        var suites = XDocument.Parse(JUnitFile.Text([s_held, s_failed, s_error])).Root!;

        Counts(suites).ShouldBe(("4", "1", "1"));
        suites.Elements("testsuite").Select(Counts).ShouldBe([("1", "0", "0"), ("2", "1", "0"), ("1", "0", "1")]);
        suites.Descendants("failure").ShouldHaveSingleItem().Attribute("message")!.Value.ShouldBe("lost: expected 0, observed 3 (#1 <&\uFFFD>).");
        suites.Descendants("error").ShouldHaveSingleItem().Attribute("message")!.Value.ShouldBe("c.yaml, line 1: wrong");
        suites.Descendants("property").Select(p => (p.Attribute("name")!.Value, p.Attribute("value")!.Value)).ShouldContain(("latencyMax (s)", "1.5"));
    }

    [Fact]
    public void The_json_of_one_run_and_of_several_tells_seed_time_figures_and_reasons()
    {
        var one = System.Text.Json.JsonDocument.Parse(ExperimentReport.Json(s_failed)).RootElement;
        one.GetProperty("outcome").GetString().ShouldBe("doesNotHold");
        one.GetProperty("seed").GetInt32().ShouldBe(7);
        one.GetProperty("seconds").GetDouble().ShouldBe(1);
        one.GetProperty("virtualTime").GetBoolean().ShouldBeTrue();
        one.GetProperty("expectations")[0].GetProperty("reason").GetString().ShouldStartWith("lost: expected 0, observed 3");
        one.GetProperty("expectations")[1].TryGetProperty("reason", out _).ShouldBeFalse();

        var all = System.Text.Json.JsonDocument.Parse(ExperimentReport.Json([s_held, s_failed, s_error])).RootElement;
        all.GetProperty("outcome").GetString().ShouldBe("couldNotRun");
        all.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("outcome").GetString()).ShouldBe(["holds", "doesNotHold", "couldNotRun"]);
        all.GetProperty("runs")[0].GetProperty("figures")[1].GetProperty("value").GetDouble().ShouldBe(1.5);
    }

    private static (string, string, string) Counts(XElement e) => (e.Attribute("tests")!.Value, e.Attribute("failures")!.Value, e.Attribute("errors")!.Value);
}

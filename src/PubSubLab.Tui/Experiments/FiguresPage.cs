using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Routing.Reporting;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Experiments;

/// <summary>All that a run found out: changes, answer, checks, figures and steps.</summary>
internal static class FiguresPage
{
    private const int FigureWidth = 44;
    private const int ValueWidth = 12;

    public static PageLines Of(ExperimentRun run, int width)
    {
        var page = new PageLines(width);
        page.Say(run.Experiment.Question, Role.Strong);
        page.Blank();
        if (run.Result is { } result)
        {
            AddResult(page, result, run.StartedAt);
        }
        else
        {
            page.Say(run.Error ?? "There is no result.", run.WasStopped ? Role.Dim : Role.Bad);
        }

        page.Blank();
        page.Say(run.EndedAt is { } end ? $"What happened, in {Durations.Format(end - run.StartedAt)}" : "What happened", Role.Accent);
        foreach (var (at, line) in run.Steps)
        {
            page.Say($"+{Durations.Format(at - run.StartedAt)}  {line}", Role.Normal);
        }

        page.Blank();
        page.Say("The rule", Role.Accent);
        page.Say(run.Experiment.Rule, Role.Dim);
        return page;
    }

    private static void AddResult(PageLines page, ExperimentResult result, TimeSpan startedAt)
    {
        if (result.Changes is { } changes)
        {
            page.Say(
                result.Outcome == ExperimentOutcome.Holds
                    ? "You changed this run, and what was expected was observed all the same."
                    : "≠ You changed this run: what was not met was expected of it as it is written, and says nothing against the rule.",
                Role.Warning);
            foreach (var change in changes)
            {
                page.Say($"+{Durations.Format(change.At - startedAt)}  {change.What}", Role.Normal, indent: "    ");
            }

            page.Blank();
        }

        var (unmet, unmetRole) = result.Changes is null ? ("✗", Role.Bad) : ("≠", Role.Warning);
        page.Say(result.Answer, result.Outcome == ExperimentOutcome.Holds ? Role.Good : Role.Warning);
        page.Blank();
        if (result.Routing is { Measurements.Count: > 0 } report)
        {
            foreach (var line in AnswerTable.Lines(AnswerRow.Of(report), page.Width))
            {
                page.Add(new Segment(line, Role.Normal));
            }

            page.Blank();
        }

        if (result.Table is { } table)
        {
            page.Add(table);
            page.Blank();
        }

        foreach (var expectation in result.ShownExpectations)
        {
            page.Say($"{(expectation.Met ? "✓" : unmet)} {expectation.What}", expectation.Met ? Role.Good : unmetRole);
            page.Say($"expected {expectation.Expected}; observed {expectation.Observed}", Role.Normal, indent: "    ");
        }

        page.Blank();
        foreach (var figure in result.Figures)
        {
            page.Add(
                new Segment(CellText.Pad(figure.Name, Math.Max(1, Math.Min(FigureWidth, page.Width - ValueWidth))), Role.Dim), new Segment($" {figure.Value:#,0.##} {figure.Unit}", Role.Normal));
        }
    }
}

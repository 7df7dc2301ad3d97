using PubSubLab.Lab.Experiments;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Experiments;

/// <summary>A question after its run: the answer, one figure, one picture, the prediction, and the rule.</summary>
internal static class CardPage
{
    public static PageLines Of(ExperimentRun run, int width)
    {
        var page = new PageLines(width);
        if (run.Result is not { } result)
        {
            page.Say(run.Error ?? "There is no result.", run.WasStopped ? Role.Dim : Role.Bad, indent: "  ", first: run.WasStopped ? "■ " : "✗ ");
            page.Blank();
            page.Say(run.WasStopped ? "The question stays open." : "The run did not come to its end, so the question stays open.", Role.Normal);
            return page;
        }

        if (run.IsSpoilt)
        {
            page.Say("The broker went away during the run, so the run decides nothing, and the question stays open.", Role.Bad, indent: "  ", first: "✗ ");
            return page;
        }

        if (!run.HasCard)
        {
            page.Say(result.Answer, Role.Warning);
            return page;
        }

        var card = run.Experiment.Lesson.Card(result);
        AddVerdict(page, result, card);
        page.Say(card.Figure, Role.Accent);
        foreach (var (label, full, empty, shown) in CardBar.Draw(card.Picture, page.Width))
        {
            page.Add(new Segment($"{label}  ", Role.Dim), new Segment(full, Role.Accent), new Segment(empty, Role.Dim), new Segment($"  {shown}", Role.Strong));
        }

        AddPrediction(page, run);
        page.Say(run.Experiment.Rule, Role.Dim);
        if (result.Table is { } table)
        {
            page.Blank();
            page.Add(table);
        }

        return page;
    }

    private static void AddVerdict(PageLines page, ExperimentResult result, Card card)
    {
        switch (result.Outcome)
        {
            case ExperimentOutcome.Holds:
                page.Say(card.Answer, Role.Good, indent: "  ", first: "✓ ");
                break;
            case ExperimentOutcome.Changed:
                page.Say("You changed this run, and it showed something else than it is written for.", Role.Warning, indent: "  ", first: "≠ ");
                break;
            default:
                page.Say($"Not as expected: {result.Expectations.Count(e => !e.Met)} of {result.Expectations.Count} checks failed.", Role.Bad, indent: "  ", first: "✗ ");
                break;
        }
    }

    private static void AddPrediction(PageLines page, ExperimentRun run)
    {
        if (run.Variation is { } variation)
        {
            page.Say($"Changed: {variation}.", Role.Dim);
            return;
        }

        var (said, right) = (run.SaidText, run.RightText);
        var (text, role) = (said, right) switch
        {
            (null, null) => ("", Role.Dim),
            (null, _) => ($"The right answer: {right}", Role.Normal),
            (_, null) => ($"You said: {said}. This run does not decide it.", Role.Warning),
            _ when said == right => ($"✓ You said: {said}. So it is.", Role.Good),
            _ => ($"✗ You said: {said}. It is: {right}", Role.Warning),
        };
        if (text.Length > 0)
        {
            page.Say(text, role);
        }
    }

    /// <summary>The keys that lead on from a card: one line where it is wide enough, else two.</summary>
    public static IReadOnlyList<IReadOnlyList<Segment>> Actions(ExperimentRun run, string goOn, ScreenKeys keys, int width)
    {
        List<(string Id, string Does)> on = [(CommandIds.ExperimentRun, goOn)];
        if (run.HasCard)
        {
            on.AddRange(run.Experiment.Lesson.Variations.Zip([CommandIds.CourseVary, CommandIds.CourseVarySecond], (v, id) => (id, v.Label)));
        }

        List<(string Id, string Does)> more = [(CommandIds.CourseAgain, "again")];
        if (run.Result is not null)
        {
            more.Add((CommandIds.CourseFigures, "figures"));
        }

        if (run.HasCard)
        {
            more.Add((CommandIds.CourseCopy, "copy"));
        }

        List<Segment> Line(List<(string Id, string Does)> actions) =>
            [.. actions.SelectMany(a => new[] { new Segment(keys.KeyOf(a.Id), Role.Accent), new Segment($" {a.Does}  ", Role.Normal) })];
        var (first, second) = (Line(on), Line(more));
        return first.Concat(second).Sum(s => CellText.Width(s.Text)) <= width ? [[.. first, .. second]] : [first, second];
    }
}

using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Experiments;

/// <summary>A question while it runs: counts, and each caption from its moment on.</summary>
internal static class WatchPage
{
    private const int LastSteps = 3;
    private const int MostSteps = 100;

    private static readonly (LabEventKind Kind, string Name)[] s_counts =
    [
        (LabEventKind.Published, "published"), (LabEventKind.Delivered, "delivered"), (LabEventKind.Acked, "acked"), (LabEventKind.Nacked, "nacked"),
    ];

    /// <summary>The page. Counts, captions and the newest steps come first, so that they are in sight without scrolling.</summary>
    public static PageLines Of(ExperimentRun run, TimeSpan now, BrokerConnection broker, ScreenKeys keys, int width, int rows)
    {
        var page = new PageLines(width);
        page.Add(
            [
                new Segment($"… {Durations.Age(now - run.StartedAt)}  ", Role.Accent),
                // A run that keeps its own books counts none.
                .. s_counts.Where(_ => run.Captions.CountOf(LabEventKind.Published) > 0).SelectMany(c => new[] { new Segment($"{c.Name} ", Role.Dim), new Segment($"{run.Captions.CountOf(c.Kind):N0}  ", Role.Strong) }),
            ]);
        if (run.Variation is { } variation)
        {
            page.Say($"Changed: {variation}.", Role.Dim);
        }
        else if (run.SaidText is { } said)
        {
            page.Say($"You said: {said}", Role.Dim);
        }

        if (broker.LostAt is not null)
        {
            page.Say($"{broker.Label(now)}: the broker does not answer, and the run waits for it. {keys.KeyOf(CommandIds.ExperimentStop)} stops the run.", Role.Bad);
        }

        var reached = run.Captions.Reached;
        var captions = new PageLines(width);
        for (var i = 0; i < reached.Count; i++)
        {
            captions.Say(reached[i].Text, i == reached.Count - 1 ? Role.Strong : Role.Normal, indent: "  ", first: i == reached.Count - 1 ? "▸ " : "· ");
        }

        if (reached.Count < run.Experiment.Lesson.Captions.Count)
        {
            captions.Say($"{run.Experiment.Lesson.Captions.Count - reached.Count} more to see", Role.Dim, indent: "  ", first: "○ ");
        }

        // The newest steps that the rows hold stay in sight; the earlier ones are below them.
        var steps = run.Steps.TakeLast(MostSteps).Select(s => StepOf(run, s, width)).ToList();
        var room = rows - page.Lines.Count - captions.Lines.Count;
        var newest = 0;
        for (var lines = 0; newest < Math.Min(steps.Count, LastSteps); newest++)
        {
            lines += steps[^(newest + 1)].Lines.Count;
            if (newest > 0 && lines > room)
            {
                break;
            }
        }

        var nowShown = steps.TakeLast(newest).ToList();
        var spare = room - nowShown.Sum(s => s.Lines.Count);
        Gap(page, spare >= 1);
        page.Add(captions);
        Gap(page, spare >= 2);
        nowShown.ForEach(page.Add);
        page.Blank();
        page.Say(
            $"Change it as it runs: {keys.KeyOf(CommandIds.Spawn)} one more worker, {keys.KeyOf(CommandIds.Slow)} slow on and off, {keys.KeyOf(CommandIds.Slower)} {keys.KeyOf(CommandIds.Faster)} its rate; "
            + $"{keys.KeyOf(CommandIds.PaneFlow)} goes to the flow, where {keys.KeyOf(CommandIds.Kill)} kills the selected worker.", Role.Dim);
        if (newest < steps.Count)
        {
            page.Blank();
            page.Say("Before:", Role.Dim);
            steps.SkipLast(newest).ToList().ForEach(page.Add);
        }

        return page;
    }

    private static PageLines StepOf(ExperimentRun run, (TimeSpan At, string Line) step, int width)
    {
        var lines = new PageLines(width);
        lines.Say($"+{(step.At - run.StartedAt).TotalSeconds:0.0} s  {step.Line}", Role.Dim);
        return lines;
    }

    private static void Gap(PageLines page, bool fits)
    {
        if (fits)
        {
            page.Blank();
        }
    }
}

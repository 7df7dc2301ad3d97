using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Judges a run: what it was expected to show, and whether it was a whole run at all.</summary>
internal static class PlanVerdict
{
    private const int NamedMessages = 5;

    /// <summary>Judges.</summary>
    public static ExperimentResult Of(ExperimentPlan plan, PlanRun run)
    {
        // Each view reads the whole run.
        var views = new Dictionary<(TimeSpan?, string?, int?), RunView>();
        RunView View(TimeSpan? at, string? subscription, int? worker) =>
            views.TryGetValue((at, subscription, worker), out var view) ? view : views[(at, subscription, worker)] = run.View(at, subscription, worker);

        var whole = View(null, null, null);
        var measured = plan.Expectations.Select(e => Judge(e, View(e.At, e.Subscription, e.Worker))).ToList();
        List<Expectation> failed = [.. Failures(plan, run, whole)];
        var met = measured.Count(m => m.Expectation.Met);
        var answer = $"{met} of {measured.Count} expectations hold, over {whole.Published:N0} messages.{(failed.Count > 0 ? $" The run has not passed: {failed[0].What}, {failed[0].Observed}." : "")}";
        return ExperimentResult.From(
            plan.Name, answer, [.. measured.Select(m => m.Expectation), .. failed],
            [new Figure("published", whole.Published), new Figure("acknowledged", whole.Acked), .. measured.Select(m => m.Figure).OfType<Figure>()]);
    }

    private static (Expectation Expectation, Figure? Figure) Judge(PlannedExpectation expected, RunView view)
    {
        if (expected.What.Of(view) is not { } value)
        {
            return (new Expectation(expected.Label, expected.Range.Text, "nothing was acknowledged", false), null);
        }

        var met = expected.Range.Holds(value);
        return (
            new Expectation(expected.Label, expected.Range.Text, expected.What.Unit.Show(value), met) { Detail = met ? null : Detail(expected.What, view) },
            new Figure(expected.Label, expected.What.Unit.Figure(value), expected.What.Unit.Symbol));
    }

    private static string? Detail(Measure what, RunView view)
    {
        IReadOnlyList<LabMessage> messages = what.Name == "lost" ? [.. view.LostMessages] : [];
        return messages.Count == 0 ? null
            : $"{string.Join(", ", messages.Take(NamedMessages).Select(m => $"#{m.Number}"))}{(messages.Count > NamedMessages ? $" and {messages.Count - NamedMessages:N0} more" : "")}";
    }

    /// <summary>The reasons why a run has not passed, whatever it was expected to show.</summary>
    private static IEnumerable<Expectation> Failures(ExperimentPlan plan, PlanRun run, RunView whole)
    {
        foreach (var (traffic, sent) in plan.Traffic.Zip(run.Sent).Where(t => t.Second.Published < t.First.Count))
        {
            var why = sent.Reason ?? (run.WasCutOff ? "the time was over" : "no answer came");
            yield return new Expectation("messages of the traffic", $"{traffic.Count:N0}", $"{sent.Published:N0}: {why}", false);
        }

        if (run.WasCutOff)
        {
            yield return new Expectation(
                "the run ends by itself", $"within {Durations.Format(plan.Within)}", $"it was cut off with {whole.InHand:N0} messages outstanding and {whole.Waiting:N0} waiting", false);
        }
        else
        {
            foreach (var name in plan.Subscriptions.Where(s => IsServed(plan, s) && !IsExpected(plan, s.Spec.Name)).Select(s => s.Spec.Name))
            {
                if (whole.LeftOn(run.NameOf(name)) is var count and > 0)
                {
                    yield return new Expectation($"messages left over on {name}", "0", $"{count:N0}; expect them with 'lost' or 'waiting' where that is right", false);
                }
            }
        }

        foreach (var (fault, why) in run.Faults.Missing(run.DeliveredAfter))
        {
            yield return new Expectation(fault.Label, "happens", $"it did not: {why}", false);
        }

        foreach (var application in run.Workers.Applications)
        {
            if (application.OwnEnd is { } end)
            {
                yield return new Expectation(application.Name, "runs until its end is asked for", end, false);
            }
        }

        foreach (var worker in run.Workers.All.Select(w => w.ReadStatus()).Where(w => w.State == WorkerState.Failed))
        {
            yield return new Expectation($"worker {worker.Name}", "works", $"it failed: {worker.Failure}", false);
        }
    }

    private static bool IsServed(ExperimentPlan plan, PlannedSubscription subscription) =>
        subscription.Push is not null || plan.Workers.Any(w => w.Spec.Subscription == subscription.Spec.Name);

    // 'lost' of the whole run counts a message as done when one subscription is done with it: it says nothing of the others.
    private static bool IsExpected(ExperimentPlan plan, string subscription) =>
        plan.Expectations.Any(e => e.At is null && (e.Subscription == subscription ? e.What.Name is "lost" or "waiting"
            : e.Subscription is null && (e.What.Name == "waiting" || (e.What.Name == "lost" && plan.Subscriptions.Count == 1))));
}

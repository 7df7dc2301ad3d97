using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Wording;

/// <summary>Why a message is where it is: sentences from what the journal saw, with the rule of Pub/Sub behind each.</summary>
public static class MessageExplanation
{
    private const string AtLeastOnce = "Pub/Sub delivers at least once per subscription; subscribers must expect a message again (Pub/Sub docs, Subscription overview).";
    private const string Nack = "A nacked message is delivered again, at once unless the subscription has a retry policy, and perhaps to the same subscriber (Pub/Sub docs, Handle message failures).";
    private const string Lease = "A message is leased to one subscriber for the ack deadline; the client extends the lease while it lives, and when the lease ends without an answer the message is delivered again (Pub/Sub docs, Lease management).";
    private const string OneOfMany = "Subscribers of one subscription compete: each message goes to one of them at a time (Pub/Sub docs, Subscription overview).";
    private const string DeadLetter = "After the maximum of delivery attempts a message moves to the dead-letter topic (Pub/Sub docs, Dead-letter topics).";
    private const string Filter = "A message that a subscription's filter does not match is acknowledged for that subscription and never delivered to it (Pub/Sub docs, Filter messages).";

    private const string Reopened = "With a data directory, a message that was not acknowledged is delivered again after a restart, and its attempts go on counting.";

    // Of a worker that the lab does not know.
    private static readonly TimeSpan s_usualLease = TimeSpan.FromSeconds(10);

    /// <summary>Limit of deliveries told one by one at the beginning and at the end; the rest is summed up.</summary>
    private const int FirstStays = 3;
    private const int LastStays = 3;

    /// <summary>Explains a message.</summary>
    /// <param name="journal">The journal that saw it.</param>
    /// <param name="message">The message.</param>
    /// <param name="workers">The lab's workers as they are now; they tell why nobody takes it.</param>
    public static IReadOnlyList<ExplainedStep> Explain(LabJournal journal, LabMessage message, IReadOnlyList<WorkerStatus> workers)
    {
        var steps = new List<ExplainedStep>();
        var journey = journal.JourneyOf(message).Events.ToList();
        if (message.PublishedAt is { } published)
        {
            steps.Add(new ExplainedStep($"#{message.Number} was published to {message.Topic} {Ago(journal, published)}."));
        }

        var stays = journal.Spans.Of(message);
        if (stays.Count == 0 && message.Deliveries > 0)
        {
            // Bars are let go of before events are: what the journal still has of this message tells the same.
            var again = new HandlingSpans();
            journey.ForEach(e => again.Apply(e));
            stays = again.Of(message);
        }

        if (message.Deliveries > stays.Count && stays.Count > 0)
        {
            steps.Add(new ExplainedStep($"It had {Count(message.Deliveries - stays.Count, "delivery", "deliveries")} before those that are still known."));
        }

        HandlingSpan? before = null;
        var isAgain = false;
        for (var i = 0; i < stays.Count; i++)
        {
            if (i == FirstStays && stays.Count > FirstStays + 1 + LastStays)
            {
                var alike = stays.Skip(FirstStays).SkipLast(LastStays).ToList();
                steps.Add(new ExplainedStep($"… and so on, {Count(alike.Count, "time", "times")} within {Durations.Format(alike[^1].Start - alike[0].Start)}: {Endings(alike)}."));
                (i, before) = (stays.Count - LastStays, alike[^1]);
            }

            isAgain = isAgain || AddOpened(steps, journal, before?.End ?? message.PublishedAt, stays[i].Start);
            steps.Add(Delivery(stays[i], before, message, message.Deliveries > stays.Count));
            if (End(stays[i], journey) is { } end)
            {
                steps.Add(end);
            }

            if (NotRecorded(stays[i], journey) is { } lost)
            {
                steps.Add(lost);
            }

            before = stays[i];
        }

        foreach (var e in journey.Where(e => e.Kind is LabEventKind.FilteredOut or LabEventKind.DeadLettered))
        {
            steps.Add(e.Kind == LabEventKind.FilteredOut
                ? new ExplainedStep(FilteredOut(e), Filter)
                : new ExplainedStep($"It was dead-lettered from {e.Subscription} after {Count(stays.Count(s => s.Subscription == e.Subscription), "delivery", "deliveries")}{Because(EventWords.Of(e))}.", DeadLetter));
        }

        if (!isAgain)
        {
            AddOpened(steps, journal, before?.End ?? message.PublishedAt, journal.Now, isDone: message.StandingAcks > 0);
        }

        steps.Add(stays.Count == 0 && message.Acks == 0 && journey.Exists(e => e.Kind == LabEventKind.FilteredOut)
            ? new ExplainedStep($"No worker has received it. If {message.Topic} has a subscription that does not filter it out, it waits there; otherwise it is gone.", Filter)
            : Now(journal, message, stays, workers));
        return steps;
    }

    // The data directory has the message in between.
    private static bool AddOpened(List<ExplainedStep> steps, LabJournal journal, TimeSpan? from, TimeSpan to, bool isDone = false)
    {
        if (from < TimeSpan.Zero && to >= TimeSpan.Zero && journal.Earlier.EndAt is { } end)
        {
            steps.Add(new ExplainedStep(
                $"That was an earlier run of the lab. It ended, and the lab was opened again {Durations.Format(-end)} later, {Ago(journal, TimeSpan.Zero)}.", isDone ? null : Reopened));
            return true;
        }

        return false;
    }

    private static string FilteredOut(in LabEvent e) => (EventWords.Of(e), e.Subscription) switch
    {
        ({ Length: > 0 } transform, null) => $"A message transform of its topic filtered it out: {transform}. No subscription gets it.",
        ({ Length: > 0 } transform, { } subscription) => $"A message transform of {subscription} filtered it out: {transform}.",
        (_, var subscription) => $"The filter of {subscription} does not match it, so that subscription is done with it.",
    };

    private static string Endings(IEnumerable<HandlingSpan> stays) => string.Join(", ", stays
        .GroupBy(s => (s.Worker, s.Outcome))
        .OrderByDescending(g => g.Count())
        .Select(g => $"{g.Key.Worker} {g.Key.Outcome switch { LabEventKind.Acked => "acked", LabEventKind.Nacked => "nacked", LabEventKind.LeaseExpired => "let the lease end", LabEventKind.AckUnconfirmed => "acked in vain", _ => "died" }} {g.Count():N0}"));

    // The worker said that it was done, and the broker does not know of it.
    private static ExplainedStep? NotRecorded(HandlingSpan stay, IReadOnlyList<LabEvent> journey)
    {
        if (stay is not { Outcome: LabEventKind.AckUnconfirmed, End: { } end })
        {
            return null;
        }

        var told = journey.FirstOrDefault(e => e.Kind == LabEventKind.AckUnconfirmed && e.Worker == stay.Worker && e.At >= end);
        return told.Message is not null ? new ExplainedStep($"The broker did not confirm it: {EventWords.Of(told)}.", AtLeastOnce)
            : stay.LeaseEndedAt is { } over
                ? new ExplainedStep($"The broker never got that acknowledgement: {stay.Worker}'s lease ran out {Durations.Format(over - end)} later, as if nobody had answered.", AtLeastOnce)
            : null;
    }

    private static ExplainedStep Delivery(HandlingSpan stay, HandlingSpan? before, LabMessage message, bool isLater)
    {
        if (before is null)
        {
            return new ExplainedStep(
                message.PublishedAt is { } published && stay.Start >= published && !isLater
                    ? $"{stay.Worker} got it {Durations.Format(stay.Start - published)} later."
                    : $"{stay.Worker} got it.",
                OneOfMany);
        }

        if (before.Subscription != stay.Subscription)
        {
            return new ExplainedStep(
                $"{stay.Worker} got it from {stay.Subscription}: another subscription, so a copy of its own.",
                "Every subscription of a topic gets every message once for itself (Pub/Sub docs, Subscription overview).");
        }

        var since = before.End is { } end && stay.Start >= end ? $", {Durations.Format(stay.Start - end)} after {LetGo(before)}" : "";
        var again = before.Worker == stay.Worker ? "The same worker, " : "";
        return new ExplainedStep($"{again}{stay.Worker}{(again.Length > 0 ? "," : "")} got it again{since}.", before.Outcome is LabEventKind.Acked or LabEventKind.AckUnconfirmed ? AtLeastOnce : null);
    }

    private static string LetGo(HandlingSpan stay) => stay.Outcome switch
    {
        LabEventKind.Acked or LabEventKind.AckUnconfirmed => $"{stay.Worker} had acknowledged it",
        LabEventKind.Nacked => $"{stay.Worker} had nacked it",
        LabEventKind.LeaseExpired => $"{stay.Worker}'s lease had ended",
        _ => $"{stay.Worker} had died with it",
    };

    private static ExplainedStep? End(HandlingSpan stay, IReadOnlyList<LabEvent> journey)
    {
        if (stay is not { End: { } end, Outcome: { } outcome })
        {
            return null;
        }

        var held = Durations.Format(end - stay.Start);
        var extensions = stay.ExtendedAt.Count;
        var extended = extensions > 0 ? $" Its lease was extended {Count(extensions, "time", "times")}." : "";
        var ending = journey.FirstOrDefault(e => e.Kind == outcome && e.Worker == stay.Worker && e.At == end);
        return outcome switch
        {
            LabEventKind.Acked or LabEventKind.AckUnconfirmed => new ExplainedStep($"{stay.Worker} acknowledged it after {held}.{extended}"),
            LabEventKind.Nacked => new ExplainedStep($"{stay.Worker} nacked it after {held}{Because(EventWords.Of(ending))}.{extended}", Nack),
            LabEventKind.LeaseExpired => new ExplainedStep($"{stay.Worker} gave no answer, and after {held} the lease ended.{extended}", Lease),
            _ => new ExplainedStep(
                $"{stay.Worker} died with it outstanding after {held}. A dead worker answers nothing, so the broker waits until the lease ends.{extended}", Lease),
        };
    }

    private static ExplainedStep Now(LabJournal journal, LabMessage message, IReadOnlyList<HandlingSpan> stays, IReadOnlyList<WorkerStatus> workers)
    {
        if (stays.FirstOrDefault(s => s.End is null) is { } open)
        {
            return new ExplainedStep($"{open.Worker} has it now, for {Durations.Format(journal.Now - open.Start)} so far.", Lease);
        }

        if (message.DeadLetters > 0)
        {
            return new ExplainedStep("It is in the dead-letter topic now.");
        }

        if (stays.Count == 0)
        {
            return message.Acks > 0 ? new ExplainedStep("It is done.") : WaitsForAnyone(workers);
        }

        return stays[^1] switch
        {
            { Outcome: LabEventKind.Acked } when message.StandingAcks > 0 => new ExplainedStep("It is done: that subscription has nothing more to do with it."),
            { Outcome: LabEventKind.WorkerKilled, IsEarlier: false } last => WaitsForLease(journal, last, workers),
            { Outcome: LabEventKind.AckUnconfirmed, LeaseEndedAt: null } last when LeaseEnd(last, workers) is var end && end > journal.Now => new ExplainedStep(
                $"{last.Worker} is done with it, but the broker has not recorded that. The lease ends in {Durations.Format(end - journal.Now)}; then the message is delivered again.", Lease),
            _ => WaitsForAnyone(workers),
        };
    }

    private static TimeSpan LeaseEnd(HandlingSpan span, IReadOnlyList<WorkerStatus> workers) =>
        span.LeaseFrom + (workers.FirstOrDefault(w => w.Name == span.Worker)?.AckDeadline ?? s_usualLease);

    private static ExplainedStep WaitsForLease(LabJournal journal, HandlingSpan last, IReadOnlyList<WorkerStatus> workers)
    {
        var end = workers.FirstOrDefault(w => w.Name == last.Worker)?.LeasesEndAt;
        return end > journal.Now
            ? new ExplainedStep($"No worker can get it yet: {last.Worker}'s leases end in {Durations.Format(end.Value - journal.Now)} at the latest.", Lease)
            : WaitsForAnyone(workers);
    }

    private static ExplainedStep WaitsForAnyone(IReadOnlyList<WorkerStatus> workers)
    {
        var running = workers.Where(w => w.State is WorkerState.Running or WorkerState.Starting).ToList();
        if (running.Count == 0)
        {
            return new ExplainedStep("It waits in the subscription: no worker of this lab is running. Spawn one.");
        }

        return running.TrueForAll(w => w.Tally.InHand >= w.MaxInFlight)
            ? new ExplainedStep(
                "No worker has it yet: every worker has reached its outstanding limit.",
                "Flow control: a stream gets no more than its maximum of outstanding messages (Pub/Sub docs, Flow control).")
            : new ExplainedStep("It waits for its next delivery.");
    }

    private static string Because(string? detail) => string.IsNullOrEmpty(detail) ? "" : $": {detail}";

    private static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count:N0} {many}";

    private static string Ago(LabJournal journal, TimeSpan at) => $"{Durations.Format(journal.Now - at)} ago";
}

/// <summary>One thing that happened to a message, and why.</summary>
/// <param name="Sentence">A description with names and times.</param>
/// <param name="Rule">The rule of Pub/Sub behind it, with its source; null where there is nothing to explain.</param>
public sealed record ExplainedStep(string Sentence, string? Rule = null);

using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Wording;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Tests.Journal;

public class MessageExplanationTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LabJournal _journal;

    public MessageExplanationTests() => _journal = new LabJournal(_time);

    [Fact]
    public void A_message_that_was_filtered_out_does_not_wait_there()
    {
        var message = Say(LabEventKind.Published);
        Say(LabEventKind.FilteredOut);

        var steps = Explain(message);

        steps.ShouldContain(s => s.Sentence.EndsWith("does not match it, so that subscription is done with it."));
        steps[^1].Sentence.ShouldStartWith("No worker has received it. If ");
    }

    [Fact]
    public void A_message_whose_bars_were_let_go_is_told_from_its_events()
    {
        var message = Say(LabEventKind.Published);
        Say(LabEventKind.Delivered, "w1");
        Say(LabEventKind.Nacked, "w1", "not mine");
        Say(LabEventKind.Delivered, "w2");
        Say(LabEventKind.Acked, "w2", "handled in 1 ms");
        var before = Explain(message);
        for (var i = 0; i < 20_000; i++)
        {
            var facts = new MessageFacts($"later{i}", "t", ReadOnlyMemory<byte>.Empty, new Dictionary<string, string>());
            _journal.Append(LabEventKind.Delivered, facts, "w3", "s");
            _journal.Append(LabEventKind.Acked, facts, "w3", "s");
        }

        _journal.Spans.Of(message).ShouldBeEmpty();
        Explain(message).ShouldBe(before);
        before.ShouldContain(s => s.Sentence.StartsWith("w2 got it again"));
    }

    [Fact]
    public void A_storm_is_added_up()
    {
        var message = Say(LabEventKind.Published);
        for (var i = 0; i < 30_000; i++)
        {
            Say(LabEventKind.Delivered, i % 3 == 0 ? "w2" : "w1");
            Say(LabEventKind.Nacked, i % 3 == 0 ? "w2" : "w1", "not mine");
        }

        var steps = Explain(message);

        steps.Count.ShouldBeLessThan(25, "a person reads it");
        steps.ShouldContain(s => s.Sentence == "It had 10,000 deliveries before those that are still known.");
        steps.ShouldContain(s => s.Sentence.StartsWith("… and so on, 19,994 times within") && s.Sentence.Contains("w1 nacked 13,330, w2 nacked 6,664"));
        steps.ShouldNotContain(s => s.Sentence.EndsWith(" later."), "when it was first delivered is not known any more");

        var journey = _journal.JourneyOf(message);
        journey.Beginning[0].Kind.ShouldBe(LabEventKind.Published);
        (journey.Beginning.Count, journey.LeftOut, journey.End.Count).ShouldBe((100, 59_801, 100));
        journey.End[^1].Kind.ShouldBe(LabEventKind.Nacked);
    }

    [Fact]
    public void An_acknowledgement_that_was_lost_is_told()
    {
        var message = Say(LabEventKind.Published);
        Say(LabEventKind.Delivered, "w1");
        Say(LabEventKind.Acked, "w1");
        Pass(10);
        Say(LabEventKind.LeaseExpired, "w1");
        Say(LabEventKind.Delivered, "w2");
        Say(LabEventKind.Acked, "w2");

        var steps = Explain(message);

        steps.ShouldContain(s => s.Sentence == "The broker never got that acknowledgement: w1's lease ran out 10 s later, as if nobody had answered.");
        steps.ShouldContain(s => s.Sentence == "w2 got it again, 10 s after w1 had acknowledged it.");
    }

    [Fact]
    public void A_nack_and_its_reason_explain_why_a_message_came_twice()
    {
        var message = Say(LabEventKind.Published);
        Say(LabEventKind.Delivered, "w2");
        Say(LabEventKind.Nacked, "w2", "user_id is a, w2 accepts b");
        Pass(3);
        Say(LabEventKind.Delivered, "w1");
        Say(LabEventKind.Acked, "w1");

        var steps = Explain(message);

        steps.ShouldContain(s => s.Sentence == "w2 nacked it after 0 s: user_id is a, w2 accepts b." && s.Rule!.Contains("Handle message failures"));
        steps.ShouldContain(s => s.Sentence == "w1 got it again, 3 s after w2 had nacked it.");
        steps[^1].Sentence.ShouldStartWith("It is done");
    }

    [Fact]
    public void A_dead_worker_explains_why_nobody_has_it_yet()
    {
        var message = Say(LabEventKind.Published);
        Say(LabEventKind.Delivered, "w3");
        Pass(2);
        _journal.Append(LabEventKind.WorkerKilled, "w3", "sub");

        var steps = Explain(message, Status("w3", WorkerState.Killed, leasesEndAt: TimeSpan.FromSeconds(10)));

        steps.ShouldContain(s => s.Sentence.StartsWith("w3 died with it outstanding after 2 s."));
        steps[^1].Sentence.ShouldBe("No worker can get it yet: w3's leases end in 8 s at the latest.");
        steps[^1].Rule!.ShouldContain("Lease management");
    }

    [Fact]
    public void An_expired_lease_is_explained_with_its_extensions()
    {
        var message = Say(LabEventKind.Published);
        Say(LabEventKind.Delivered, "w1");
        Pass(5);
        Say(LabEventKind.LeaseExtended, "w1");
        Pass(10);
        Say(LabEventKind.LeaseExpired, "w1");

        Explain(message).ShouldContain(s => s.Sentence == "w1 gave no answer, and after 15 s the lease ended. Its lease was extended 1 time.");
    }

    [Fact]
    public void Without_a_worker_it_waits_in_the_subscription()
    {
        var message = Say(LabEventKind.Published);

        Explain(message)[^1].Sentence.ShouldContain("no worker of this lab is running");
    }

    [Fact]
    public void Full_hands_are_explained_by_flow_control()
    {
        var message = Say(LabEventKind.Published);

        Explain(message, Status("w1", WorkerState.Running, inHand: 1, maxInFlight: 1))[^1].Rule!.ShouldContain("Flow control");
    }

    [Fact]
    public void Another_subscription_is_a_copy_of_its_own()
    {
        var message = Say(LabEventKind.Published);
        Say(LabEventKind.Delivered, "w1");
        Say(LabEventKind.Acked, "w1");
        Say(LabEventKind.Delivered, "w2", subscription: "other");

        Explain(message).ShouldContain(s => s.Sentence == "w2 got it from other: another subscription, so a copy of its own.");
    }

    [Fact]
    public void A_dead_letter_is_explained_by_its_attempts()
    {
        var message = Say(LabEventKind.Published);
        Say(LabEventKind.Delivered, "w1");
        Say(LabEventKind.Nacked, "w1");
        Say(LabEventKind.DeadLettered);

        Explain(message).ShouldContain(s => s.Sentence == "It was dead-lettered from sub after 1 delivery." && s.Rule!.Contains("Dead-letter"));
    }

    [Fact]
    public void Attempts_are_counted_per_subscription_where_the_broker_keeps_no_count()
    {
        Say(LabEventKind.Delivered, "w1");
        Say(LabEventKind.Delivered, "w2");
        Say(LabEventKind.Delivered, "w3", subscription: "other");
        Say(LabEventKind.Delivered, "w1");

        _journal.ReadAll().Select(e => e.Attempt).ShouldBe([1, 2, 1, 3]);
    }

    private static WorkerStatus Status(string name, WorkerState state, TimeSpan? leasesEndAt = null, int inHand = 0, int maxInFlight = 10) =>
        new(name, state, "echo", "Echo", Acceptance.Everything, "sub", maxInFlight, new WorkerTally(name) { InHand = inHand }, leasesEndAt, null);

    private IReadOnlyList<ExplainedStep> Explain(LabMessage message, params WorkerStatus[] workers) =>
        MessageExplanation.Explain(_journal, message, workers);

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private LabMessage Say(LabEventKind kind, string? worker = null, string? detail = null, string subscription = "sub") => _journal.Append(
        kind, new MessageFacts("m", "topic", "{}"u8.ToArray(), new Dictionary<string, string>()), worker, kind == LabEventKind.Published ? null : subscription, 0, detail is null ? null : new Reason(detail));
}

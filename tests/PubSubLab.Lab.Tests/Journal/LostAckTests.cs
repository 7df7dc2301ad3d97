using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Wording;

namespace PubSubLab.Lab.Tests.Journal;

/// <summary>An acknowledgement that the broker does not have: the worker is done, the lease goes on, then the message comes again.</summary>
public class LostAckTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LabJournal _journal;

    public LostAckTests() => _journal = new LabJournal(_time);

    [Fact]
    public void Its_lease_goes_on_until_the_broker_says_that_it_ended()
    {
        var message = Acked();
        Say(LabEventKind.AckUnconfirmed);
        Span(message).ShouldBe((LabEventKind.AckUnconfirmed, true, null));
        _journal.Spans.LeasesLeftBy("w1").Count.ShouldBe(1);
        Why(message).ShouldBe("w1 is done with it, but the broker has not recorded that. The lease ends in 10 s; then the message is delivered again.");

        Pass(10);
        Say(LabEventKind.LeaseExpired);
        Span(message).ShouldBe((LabEventKind.AckUnconfirmed, true, TimeSpan.FromSeconds(10)));
        _journal.Spans.LeasesLeftBy("w1").ShouldBeEmpty();
        Why(message).ShouldStartWith("It waits");
    }

    [Fact]
    public void An_ack_whose_lease_expires_was_lost_also_where_nobody_told()
    {
        var message = Acked();
        Pass(10);
        Say(LabEventKind.LeaseExpired);
        Span(message).ShouldBe((LabEventKind.AckUnconfirmed, true, TimeSpan.FromSeconds(10)));
        MessageExplanation.Explain(_journal, message, []).ShouldContain(s => s.Sentence == "The broker never got that acknowledgement: w1's lease ran out 10 s later, as if nobody had answered.");
    }

    [Fact]
    public void The_next_worker_gets_it_from_the_one_whose_ack_was_lost()
    {
        var message = Acked();
        Say(LabEventKind.AckUnconfirmed);
        Pass(10);
        Say(LabEventKind.Delivered, "w2");
        Say(LabEventKind.Acked, "w2");
        var spans = _journal.Spans.Of(message);
        spans.Select(s => (s.Worker, s.Outcome, s.From)).ShouldBe([("w1", LabEventKind.AckUnconfirmed, null), ("w2", LabEventKind.Acked, "w1")]);
        spans[0].LeaseEndedAt.ShouldBe(TimeSpan.FromSeconds(10));
        Why(message).ShouldStartWith("It is done");
    }

    [Fact]
    public void A_client_that_learns_of_it_after_the_redelivery_tells_of_the_first_ack_alone()
    {
        var message = Acked();
        Pass(10);
        Say(LabEventKind.Delivered, "w2");
        Say(LabEventKind.AckUnconfirmed);
        Say(LabEventKind.Acked, "w2");
        _journal.Spans.Of(message).Select(s => (s.Outcome, s.LeaseEndedAt)).ShouldBe([(LabEventKind.AckUnconfirmed, TimeSpan.FromSeconds(10)), (LabEventKind.Acked, null)]);
        _journal.Spans.LeasesLeftBy("w1").ShouldBeEmpty();
    }

    [Fact]
    public void A_full_store_lets_go_of_the_oldest_with_gaps_between_them()
    {
        var spans = new HandlingSpans(capacity: 3);
        var journal = new LabJournal(_time);
        journal.Attach(spans);
        for (var i = 0; i < 8; i++)
        {
            Append(journal, LabEventKind.Delivered, $"m{i}");
            Append(journal, LabEventKind.Acked, $"m{i}");
            if (i % 2 == 1)
            {
                Append(journal, LabEventKind.AckUnconfirmed, $"m{i}");
            }

            Pass(1);
        }

        spans.Since(TimeSpan.Zero).Select(s => s.Message.Id).ShouldBe(["m6", "m1", "m3", "m5", "m7"], ignoreOrder: true);
        spans.LetGoUpTo.ShouldNotBeNull();
    }

    private LabMessage Acked()
    {
        Say(LabEventKind.Published, null);
        Say(LabEventKind.Delivered);
        return Say(LabEventKind.Acked);
    }

    private (LabEventKind?, bool, TimeSpan?) Span(LabMessage message)
    {
        var span = _journal.Spans.Of(message).ShouldHaveSingleItem();
        return (span.Outcome, span.IsOutlivedByLease, span.LeaseEndedAt);
    }

    private string Why(LabMessage message) => MessageExplanation.Explain(_journal, message, [])[^1].Sentence;

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private LabMessage Say(LabEventKind kind, string? worker = "w1") => Append(_journal, kind, "m", worker);

    private static LabMessage Append(LabJournal journal, LabEventKind kind, string id, string? worker = "w1") =>
        journal.Append(kind, new MessageFacts(id, "t", ReadOnlyMemory<byte>.Empty, new Dictionary<string, string>()), worker, "s");
}

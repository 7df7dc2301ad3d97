using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Wording;

namespace PubSubLab.Lab.Tests.Journal;

public class UnconfirmedAckTests
{
    private readonly LabJournal _journal = new();

    [Fact]
    public void An_ack_that_the_broker_did_not_confirm_is_taken_back_everywhere()
    {
        Say(LabEventKind.Published);
        Say(LabEventKind.Delivered);
        Say(LabEventKind.Acked);
        var message = Say(LabEventKind.AckUnconfirmed, new AckLost(WasSent: false, null));

        message.Acks.ShouldBe(0);
        _journal.Unacked.Count.ShouldBe(1);
        var totals = _journal.Totals.Read();
        (totals.Acked, totals.AckUnconfirmed).ShouldBe((0, 1));
        var tally = _journal.Workers.Of("w1");
        (tally.Acked, tally.Unconfirmed, tally.InHand).ShouldBe((0, 1, 0));
        _journal.Flows.Read(_journal.Now, 1).Subscriptions.Single().Acked.ShouldBe(0);
        var steps = MessageExplanation.Explain(_journal, message, []);
        steps.ShouldContain(s => s.Sentence == "The broker did not confirm it: ack not sent: comes again.");
        steps.ShouldNotContain(s => s.Sentence.StartsWith("It is done"));
    }

    [Fact]
    public void The_ack_of_a_later_delivery_counts()
    {
        Say(LabEventKind.Published);
        Say(LabEventKind.Delivered);
        Say(LabEventKind.Acked);
        Say(LabEventKind.AckUnconfirmed);
        Say(LabEventKind.Delivered);
        Say(LabEventKind.Acked).Acks.ShouldBe(1);

        _journal.Unacked.Count.ShouldBe(0);
        _journal.Totals.Read().Acked.ShouldBe(1);
    }

    private LabMessage Say(LabEventKind kind, EventData? data = null) => _journal.Append(
        kind, new MessageFacts("m", "t", ReadOnlyMemory<byte>.Empty, new Dictionary<string, string>()), kind == LabEventKind.Published ? null : "w1", "s", data: data);
}

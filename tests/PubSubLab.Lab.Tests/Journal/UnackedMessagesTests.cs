using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Tests.Journal;

public class UnackedMessagesTests
{
    private readonly LabJournal _journal = new();

    [Fact]
    public void A_message_counts_until_its_first_ack()
    {
        Say(LabEventKind.Published, "a");
        Say(LabEventKind.Published, "b");
        Say(LabEventKind.Acked, "a");
        Say(LabEventKind.Acked, "a");

        _journal.Unacked.Count.ShouldBe(1);
    }

    [Fact]
    public void An_ack_that_is_reported_before_the_publish_is_not_counted_as_backlog()
    {
        Say(LabEventKind.Delivered, "a");
        Say(LabEventKind.Acked, "a");
        Say(LabEventKind.Published, "a");

        _journal.Unacked.Count.ShouldBe(0);
    }

    [Fact]
    public void A_dead_lettered_message_is_no_longer_waited_for()
    {
        Say(LabEventKind.Published, "a");
        Say(LabEventKind.Nacked, "a");
        Say(LabEventKind.DeadLettered, "a");
        Say(LabEventKind.Acked, "a");

        _journal.Unacked.Count.ShouldBe(0);
    }

    [Fact]
    public void A_message_that_a_filter_lets_pass_by_is_waited_for_by_nobody()
    {
        Say(LabEventKind.Published, "a");
        Say(LabEventKind.FilteredOut, "a");
        Say(LabEventKind.FilteredOut, "b");
        Say(LabEventKind.Published, "b");
        _journal.Unacked.Count.ShouldBe(0);

        // Another subscription has it.
        Say(LabEventKind.Delivered, "a");
        Say(LabEventKind.FilteredOut, "a");
        _journal.Unacked.Count.ShouldBe(1);
        Say(LabEventKind.Acked, "a");
        _journal.Unacked.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(LabEventKind.LeaseExpired)]
    [InlineData(LabEventKind.Delivered)]
    public void A_message_whose_ack_was_lost_is_waited_for_again(LabEventKind back)
    {
        Say(LabEventKind.Published, "a");
        Say(LabEventKind.Delivered, "a", "one");
        Say(LabEventKind.Acked, "a", "one");
        _journal.Unacked.Count.ShouldBe(0);

        Say(back, "a", "one");
        Say(LabEventKind.Delivered, "a", "one");
        _journal.Unacked.Count.ShouldBe(1, "it counts once");

        Say(LabEventKind.Acked, "a", "one");
        _journal.Unacked.Count.ShouldBe(0);
    }

    [Fact]
    public void A_copy_on_another_subscription_takes_no_ack_back()
    {
        Say(LabEventKind.Published, "a");
        Say(LabEventKind.Delivered, "a", "one");
        Say(LabEventKind.Acked, "a", "one");
        Say(LabEventKind.Delivered, "a", "two");
        Say(LabEventKind.LeaseExpired, "a", "two");
        _journal.Unacked.Count.ShouldBe(0, "one subscription has acknowledged it");

        Say(LabEventKind.Delivered, "a", "one");
        _journal.Unacked.Count.ShouldBe(1, "now none has");
        Say(LabEventKind.Acked, "a", "two");
        _journal.Unacked.Count.ShouldBe(0);
    }

    [Fact]
    public void A_worker_that_answers_too_late_takes_no_others_ack_back()
    {
        Say(LabEventKind.Published, "a");
        Say(LabEventKind.Delivered, "a", "one");
        Say(LabEventKind.LeaseExpired, "a", "one");
        Say(LabEventKind.Delivered, "a", "one");
        Say(LabEventKind.Acked, "a", "one");
        Say(LabEventKind.LeaseExpired, "a", "one", AnswerLost.Instance);

        _journal.Unacked.Count.ShouldBe(0);
    }

    [Fact]
    public void The_backlog_of_earlier_runs_counts_until_it_is_acked()
    {
        // The journal knows two of three messages, and of one an acknowledgement that the broker never got.
        _journal.Continue([Earlier(LabEventKind.Published, "a"), Earlier(LabEventKind.Published, "b"), Earlier(LabEventKind.Delivered, "b"), Earlier(LabEventKind.Acked, "b")]);
        _journal.Unacked.Begin(3);
        _journal.Unacked.Count.ShouldBe(3);

        Say(LabEventKind.Delivered, "a");
        Say(LabEventKind.Acked, "a");
        _journal.Unacked.Count.ShouldBe(2);
        Say(LabEventKind.Delivered, "b");
        _journal.Unacked.Count.ShouldBe(2);
        Say(LabEventKind.Acked, "b");
        _journal.Unacked.Count.ShouldBe(1);
        Say(LabEventKind.Delivered, "unknown");
        Say(LabEventKind.Acked, "unknown");
        _journal.Unacked.Count.ShouldBe(0);
        Say(LabEventKind.Published, "new");
        _journal.Unacked.Count.ShouldBe(1);
    }

    [Fact]
    public void A_message_of_an_earlier_run_whose_ack_did_not_hold_counts_again()
    {
        _journal.Continue([Earlier(LabEventKind.Published, "a")]);
        _journal.Unacked.Begin(2);
        Say(LabEventKind.Delivered, "a");
        Say(LabEventKind.Acked, "a");
        _journal.Unacked.Count.ShouldBe(1);

        Say(LabEventKind.Delivered, "a");
        _journal.Unacked.Count.ShouldBe(2);
        Say(LabEventKind.Acked, "a");
        _journal.Unacked.Count.ShouldBe(1);
    }

    private RecordedEvent Earlier(LabEventKind kind, string id) => new(
        _journal.StartedAt - TimeSpan.FromMinutes(1), kind, new MessageFacts(id, "t", ReadOnlyMemory<byte>.Empty, new Dictionary<string, string>()), null, kind == LabEventKind.Published ? null : "s", 0, null);

    private void Say(LabEventKind kind, string id, string? subscription = null, EventData? data = null) =>
        _journal.Append(kind, new MessageFacts(id, "t", "{}"u8.ToArray(), new Dictionary<string, string>()), null, subscription, data: data);
}

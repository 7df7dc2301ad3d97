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

    private void Say(LabEventKind kind, string id, string? subscription = null, EventData? data = null) =>
        _journal.Append(kind, new MessageFacts(id, "t", "{}"u8.ToArray(), new Dictionary<string, string>()), null, subscription, data: data);
}

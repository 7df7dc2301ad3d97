using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Tests.Journal;

public sealed class LabJournalTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Keeps_the_newest_events_and_counts_what_it_let_go()
    {
        var journal = new LabJournal(_time, capacity: 10);
        for (var i = 1; i <= 25; i++)
        {
            journal.Append(LabEventKind.Note, data: new Reason($"{i}"));
        }

        journal.Appended.ShouldBe(25);
        journal.Dropped.ShouldBe(15);
        journal.ReadAll().Select(e => e.Data).ShouldBe(Enumerable.Range(16, 10).Select(i => new Reason($"{i}")));
        journal.ReadAll().Select(e => e.Sequence).ShouldBe(Enumerable.Range(16, 10).Select(i => (long)i));
    }

    [Fact]
    public void Grows_past_its_first_allocation_without_losing_an_event()
    {
        var journal = new LabJournal(_time, capacity: 5_000);
        for (var i = 1; i <= 4_000; i++)
        {
            journal.Append(LabEventKind.Note, data: new Reason($"{i}"));
        }

        journal.ReadAll().Select(e => e.Data).ShouldBe(Enumerable.Range(1, 4_000).Select(i => new Reason($"{i}")));
    }

    [Fact]
    public void A_read_from_a_dropped_sequence_starts_at_the_oldest_kept()
    {
        var journal = new LabJournal(_time, capacity: 10);
        for (var i = 1; i <= 25; i++)
        {
            journal.Append(LabEventKind.Note);
        }

        var buffer = new LabEvent[4];
        journal.Read(3, buffer).ShouldBe((16, 4));
        journal.Read(24, buffer).ShouldBe((24, 2));
        journal.Read(26, buffer).ShouldBe((26, 0));
    }

    [Fact]
    public void A_message_that_publisher_and_broker_both_report_is_published_once()
    {
        var journal = new LabJournal(_time);
        journal.Append(LabEventKind.Published, Message("1"));
        journal.Append(LabEventKind.Published, Message("1"));

        journal.Totals.Read().Published.ShouldBe(1);
        journal.Appended.ShouldBe(1);
    }

    [Fact]
    public void A_message_delivered_before_it_was_said_to_be_published_is_one_message()
    {
        var journal = new LabJournal(_time);
        var delivered = journal.Append(LabEventKind.Delivered, Message("1", topic: ""), "w1", "s");
        var published = journal.Append(LabEventKind.Published, Message("1"));

        published.ShouldBeSameAs(delivered);
        published.Topic.ShouldBe("t");
    }

    [Fact]
    public void A_message_is_forgotten_with_its_last_event()
    {
        var journal = new LabJournal(_time, capacity: 2);
        var first = journal.Append(LabEventKind.Published, Message("1"));
        journal.Append(LabEventKind.Note);
        journal.Append(LabEventKind.Note);

        journal.Append(LabEventKind.Published, Message("1")).ShouldNotBeSameAs(first);
    }

    [Fact]
    public void A_journey_is_what_happened_to_one_message_in_order()
    {
        var journal = new LabJournal(_time);
        var message = journal.Append(LabEventKind.Published, Message("1"));
        journal.Append(LabEventKind.Published, Message("2"));
        journal.Append(LabEventKind.Delivered, Message("1"), "w1", "s", 1);
        journal.Append(LabEventKind.Acked, Message("1"), "w1", "s", 1);

        journal.JourneyOf(message).Events.Select(e => e.Kind).ShouldBe([LabEventKind.Published, LabEventKind.Delivered, LabEventKind.Acked]);
    }

    [Fact]
    public void Latency_is_the_time_from_published_to_acknowledged()
    {
        var journal = new LabJournal(_time);
        journal.Append(LabEventKind.Published, Message("1"));
        _time.Advance(TimeSpan.FromMilliseconds(250));
        journal.Append(LabEventKind.Acked, Message("1"), "w1", "s");

        journal.Totals.LatencyAt(50)!.Value.TotalMilliseconds.ShouldBe(250, 0.5);
    }

    [Fact]
    public void Lanes_are_the_lowest_free_and_show_what_was_in_hand_together()
    {
        var journal = new LabJournal(_time);
        journal.Append(LabEventKind.Delivered, Message("1"), "w1", "s");
        journal.Append(LabEventKind.Delivered, Message("2"), "w1", "s");
        journal.Append(LabEventKind.Acked, Message("1"), "w1", "s");
        journal.Append(LabEventKind.Delivered, Message("3"), "w1", "s");

        journal.Spans.Since(TimeSpan.Zero).Select(s => (s.Message.Id, s.Slot, s.Outcome))
            .ShouldBe([("1", 0, LabEventKind.Acked), ("2", 1, null), ("3", 0, null)], ignoreOrder: true);
    }

    [Fact]
    public void Rates_are_whole_seconds_and_an_idle_time_is_zero()
    {
        var journal = new LabJournal(_time);
        journal.Append(LabEventKind.Acked, Message("1"), "w1", "s");
        journal.Append(LabEventKind.Nacked, Message("2"), "w1", "s");
        _time.Advance(TimeSpan.FromSeconds(1));
        journal.Append(LabEventKind.Published, Message("3"));
        _time.Advance(TimeSpan.FromSeconds(1.5));

        journal.Rates.Answered(journal.Now, 3).ShouldBe([0, 2, 0]);
        journal.Rates.Published(journal.Now, 3).ShouldBe([0, 0, 1]);

        // A minute later the same places of the ring are read again.
        _time.Advance(TimeSpan.FromMinutes(1));
        journal.Rates.Answered(journal.Now, 3).ShouldBe([0, 0, 0]);
        journal.Rates.Published(journal.Now, 3).ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void Workers_are_listed_as_people_count()
    {
        var journal = new LabJournal(_time);
        foreach (var name in new[] { "w10", "w2", "w1", "node:51234" })
        {
            journal.Append(LabEventKind.WorkerStarted, name);
        }

        journal.Workers.Read().Select(w => w.Worker).ShouldBe(["node:51234", "w1", "w2", "w10"]);
    }

    [Fact]
    public void A_body_beyond_what_is_kept_is_cut_and_its_length_is_told()
    {
        var message = new LabJournal(_time).Append(
            LabEventKind.Published, new MessageFacts("1", "t", new byte[100_000], new Dictionary<string, string>()));

        message.Data.Length.ShouldBe(LabMessage.KeptBytes);
        message.Length.ShouldBe(100_000);
    }

    private static MessageFacts Message(string id, string topic = "t") => new(id, topic, "{}"u8.ToArray(), new Dictionary<string, string>());

    [Fact]
    public void A_ring_that_turned_gives_back_every_event_as_it_was()
    {
        var journal = new LabJournal(capacity: 5_000);
        for (var i = 1; i <= 12_345; i++)
        {
            journal.Append(LabEventKind.Nacked, new MessageFacts($"{i}", "t", ReadOnlyMemory<byte>.Empty, new Dictionary<string, string>()), $"w{i % 7}", i % 3 == 0 ? null : $"s{i % 3}", i % 40, new Reason($"why {i}"));
        }

        var all = journal.ReadAll();

        all.Count.ShouldBe(5_000);
        for (var i = 0; i < all.Count; i++)
        {
            var number = 12_345 - 5_000 + 1 + i;
            (all[i].Sequence, all[i].Kind, all[i].Message!.Number, all[i].Worker, all[i].Subscription, all[i].Attempt, all[i].Data)
                .ShouldBe((number, LabEventKind.Nacked, number, $"w{number % 7}", number % 3 == 0 ? null : $"s{number % 3}", number % 40, new Reason($"why {number}")));
        }
    }
}

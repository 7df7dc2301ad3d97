using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Tests.Journal;

public sealed class HandlingSpansTests
{
    private const int Capacity = 10;

    private readonly FakeTimeProvider _time = new();
    private readonly LabJournal _journal;
    private readonly HandlingSpans _spans = new(Capacity);

    public HandlingSpansTests()
    {
        _journal = new LabJournal(_time);
        _journal.Attach(_spans);
    }

    [Fact]
    public void A_receipt_grants_the_lease_anew_and_is_no_extension()
    {
        Happens(LabEventKind.Delivered, "m", "w1");
        var delivered = _spans.InHandOf("w1").ShouldHaveSingleItem();
        delivered.LeaseFrom.ShouldBe(delivered.Start);

        _time.Advance(TimeSpan.FromSeconds(3));
        Happens(LabEventKind.Receipt, "m", "w1");

        var span = _spans.InHandOf("w1").ShouldHaveSingleItem();
        span.LeaseFrom.ShouldBe(delivered.Start + TimeSpan.FromSeconds(3));
        span.Start.ShouldBe(delivered.Start);
        span.ExtendedAt.ShouldBeEmpty();
    }

    [Fact]
    public void A_receipt_for_a_message_that_is_not_in_this_hand_changes_nothing()
    {
        Happens(LabEventKind.Delivered, "m", "w1");
        _time.Advance(TimeSpan.FromSeconds(1));
        Happens(LabEventKind.Receipt, "m", "w2");
        Happens(LabEventKind.Receipt, "other", "w1");

        var span = _spans.Since(TimeSpan.Zero).ShouldHaveSingleItem();
        span.LeaseFrom.ShouldBe(span.Start);
    }

    [Fact]
    public void Only_the_newest_finished_spans_are_kept_and_it_is_known_up_to_when_others_were_let_go()
    {
        _spans.LetGoUpTo.ShouldBeNull();
        var ends = new List<TimeSpan>();
        for (var i = 0; i < 5 * Capacity; i++)
        {
            Happens(LabEventKind.Delivered, $"m{i}", "w1");
            _time.Advance(TimeSpan.FromSeconds(1));
            Happens(i % 2 == 0 ? LabEventKind.Acked : LabEventKind.Nacked, $"m{i}", "w1");
            ends.Add(_journal.Now);
        }

        _spans.Since(TimeSpan.Zero).Select(s => s.End!.Value).ShouldBe(ends.TakeLast(Capacity));
        _spans.LetGoUpTo.ShouldBe(ends[^(Capacity + 1)]);
    }

    [Fact]
    public void What_dead_workers_left_is_bounded_too()
    {
        for (var i = 0; i < 5 * Capacity; i++)
        {
            Happens(LabEventKind.Delivered, $"m{i}", $"w{i}");
            _time.Advance(TimeSpan.FromSeconds(1));
            _journal.Append(LabEventKind.WorkerKilled, $"w{i}", "s");
        }

        // As many waiting messages, and as many finished ones.
        _spans.Since(TimeSpan.Zero).Count.ShouldBe(2 * Capacity);
    }

    [Fact]
    public void A_span_keeps_its_newest_hundred_extensions()
    {
        Happens(LabEventKind.Delivered, "m", "w1");
        for (var i = 0; i < 250; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Happens(LabEventKind.LeaseExtended, "m", "w1");
        }

        var span = _spans.InHandOf("w1").ShouldHaveSingleItem();
        span.ExtendedAt.Count.ShouldBe(100);
        span.ExtendedAt[^1].ShouldBe(_journal.Now);
        span.LeaseFrom.ShouldBe(_journal.Now);
    }

    private void Happens(LabEventKind kind, string id, string worker) =>
        _journal.Append(kind, new MessageFacts(id, "t", ReadOnlyMemory<byte>.Empty, new Dictionary<string, string>()), worker, "s");
}

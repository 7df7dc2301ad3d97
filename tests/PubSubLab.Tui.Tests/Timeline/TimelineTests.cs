using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Timeline;

namespace PubSubLab.Tui.Tests.Timeline;

public class TimelineTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LabJournal _journal;

    public TimelineTests() => _journal = new LabJournal(_time);

    [Fact]
    public void Things_done_at_the_same_time_have_lanes_of_their_own()
    {
        Say(LabEventKind.Delivered, "a");
        Say(LabEventKind.Delivered, "b");
        Pass(1);
        Say(LabEventKind.Acked, "a");
        Say(LabEventKind.Delivered, "c");

        var lanes = new TimelineView(() => _journal.Spans).Read(_journal.Now, new LaneOwners(["w1", "w2"]));

        lanes.Select(l => (l.Worker, l.IsFirst, l.Spans.Count)).ShouldBe([("w1", true, 2), ("w1", false, 1), ("w2", true, 0)]);
    }

    [Fact]
    public void Where_there_is_not_room_for_all_lanes_every_worker_with_work_has_its_share_of_the_first()
    {
        Say(LabEventKind.Delivered, "a");
        var busy = _journal.Spans.InHandOf("w1");
        IReadOnlyList<Lane> lanes =
        [
            .. Enumerable.Range(0, 6).Select(i => new Lane("w1", i == 0, busy)), new("w2", true, busy), .. Enumerable.Range(0, 3).Select(i => new Lane("w3", i == 0, busy)), new("w4", true, []),
        ];

        TimelineView.Share(lanes, 11).ShouldBe(lanes);
        string.Join(' ', TimelineView.Share(lanes, 5).Select(l => l.IsFirst ? l.Worker.ToUpperInvariant() : l.Worker))
            .ShouldBe("W1 w1 W2 W3 w3 W1 w1 w1 w1 W3 W4");
        TimelineView.Share(lanes, 2).Select(l => l.Worker).Take(3).ShouldBe(["w1", "w2", "w1"]);
    }

    [Fact]
    public void Workers_with_work_come_first_and_an_idle_one_has_one_row_below_them()
    {
        Say(LabEventKind.Delivered, "a", "w3");
        Say(LabEventKind.Delivered, "b", "w3");
        Say(LabEventKind.Delivered, "c", "w11");

        Lanes(new LaneOwners(["w1", "w2", "w3", "w11"])).ShouldBe("w3 w3 w11 w1- w2-");
    }

    [Fact]
    public void The_lanes_of_an_experiment_come_first_while_it_runs_and_leave_when_it_ends()
    {
        Say(LabEventKind.Delivered, "a", "w1");
        Say(LabEventKind.Delivered, "b", "x1");
        static bool IsExperiments(string worker) => worker[0] == 'x';

        Lanes(new LaneOwners(["w1", "w2", "x1", "x2"]) { ComesFirst = IsExperiments }).ShouldBe("x1 w1 x2- w2-");

        Pass(5);
        var ended = new LaneOwners(["w1", "w2"]) { LeftAt = w => IsExperiments(w) ? TimeSpan.FromSeconds(5) : null };
        Lanes(ended).ShouldBe("w1 w2-");
        string.Join(' ', new TimelineView(() => _journal.Spans).Read(TimeSpan.FromSeconds(4), ended).Select(l => l.Worker)).ShouldBe("w1 x1 w2", "held in the past, they are still there");
    }

    [Fact]
    public void A_bar_and_its_label_keep_their_cells_while_the_lane_scrolls()
    {
        Pass(1);
        Say(LabEventKind.Delivered, "a");
        _time.Advance(TimeSpan.FromMilliseconds(4321));
        Say(LabEventKind.Acked, "a");
        var rows = new HashSet<string>();
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(17));
            rows.Add(Row(47, 30).Trim());
        }

        rows.ShouldHaveSingleItem().ShouldMatch("^━#1━+✓$");
    }

    [Fact]
    public void The_label_of_a_growing_bar_stays_at_its_beginning()
    {
        Say(LabEventKind.Delivered, "a");
        Pass(4);
        for (var i = 0; i < 50; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(97));
            Row(40, 20).TrimStart().ShouldStartWith("━#1━");
        }
    }

    [Fact]
    public void It_never_shows_what_was_before_the_beginning_or_is_still_to_come()
    {
        var view = new TimelineView(() => _journal.Spans);
        var now = TimeSpan.FromMinutes(4);
        view.Pan(-1, now);
        view.End.ShouldBe(TimeSpan.FromSeconds(225));
        view.Zoom(2, now);
        (view.Span, view.End).ShouldBe((TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(225)));
        view.Pan(-4, now);
        view.End.ShouldBe(TimeSpan.FromMinutes(2), "the beginning is at the left edge");
        view.Zoom(1, now);
        (view.Span, view.End).ShouldBe((TimeSpan.FromMinutes(5), null), "there has not been so much");
        view.Pan(-1, now);
        view.End.ShouldBeNull();
    }

    [Fact]
    public void What_ended_before_the_window_is_out_of_sight()
    {
        Say(LabEventKind.Delivered, "a");
        Say(LabEventKind.Acked, "a");
        Pass(31);

        new TimelineView(() => _journal.Spans).Read(_journal.Now, Nobody).ShouldBeEmpty();
    }

    [Fact]
    public void One_after_another_is_not_one_long_bar()
    {
        // Each begins in the column in which the one before ended.
        for (var i = 0; i < 4; i++)
        {
            Say(LabEventKind.Delivered, $"m{i}");
            Pass(2);
            Say(LabEventKind.Acked, $"m{i}");
        }

        Pass(1);
        Row(18, 9).ShouldBe("━#1━✓#2━✓#3━✓#4━✓");
    }

    [Fact]
    public void A_worker_that_closes_its_stream_and_answers_after_that_did_not_die()
    {
        Say(LabEventKind.Delivered, "a");
        Pass(3);
        _journal.Append(LabEventKind.StreamClosed, "w1");
        Pass(2);
        Say(LabEventKind.Acked, "a");
        Pass(5);

        Row(20, 10).ShouldBe("━#1━━━━━━━✓");
    }

    [Fact]
    public void A_bar_says_its_message_and_how_it_ended()
    {
        Say(LabEventKind.Delivered, "a");
        Pass(5);
        Say(LabEventKind.Acked, "a");
        Pass(5);

        Row(20, 10).ShouldBe("━#1━━━━━━━✓");
    }

    [Theory]
    [InlineData(LabEventKind.Nacked, "━#1━━━━━━━↻")]
    [InlineData(LabEventKind.LeaseExpired, "━#1━━━━━━━○")]
    public void Each_end_has_a_sign_of_its_own(LabEventKind end, string shown)
    {
        Say(LabEventKind.Delivered, "a");
        Pass(5);
        Say(end, "a");
        Pass(5);

        Row(20, 10).ShouldBe(shown);
    }

    [Fact]
    public void What_a_killed_worker_had_is_nobodys_until_its_lease_expires()
    {
        Say(LabEventKind.Delivered, "a");
        Pass(4);
        Say(LabEventKind.WorkerKilled, "a");
        Pass(2);
        Row(20, 20).ShouldBe("              ━#1━✗┄".PadLeft(20));

        Pass(4);
        Say(LabEventKind.LeaseExpired, "a");
        Pass(1);

        Row(20, 20).ShouldBe("         ━#1━✗┄┄┄┄┄○");
    }

    [Fact]
    public void The_lease_of_a_killed_worker_is_over_when_another_gets_the_message_also_where_no_broker_says_so()
    {
        Say(LabEventKind.Delivered, "a");
        Pass(4);
        Say(LabEventKind.WorkerKilled, "a");
        Pass(6);
        Say(LabEventKind.Delivered, "a", "w2");

        var left = _journal.Spans.Since(TimeSpan.Zero).Single(s => s.Worker == "w1");
        (left.End, left.LeaseEndedAt).ShouldBe((TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_lease_whose_end_nobody_told_is_drawn_no_longer_than_it_can_last()
    {
        Say(LabEventKind.Delivered, "a");
        Pass(4);
        Say(LabEventKind.WorkerKilled, "a");
        Pass(14);

        Row(20, 20).ShouldBe("  ━#1━✗┄┄┄┄┄┄");
    }

    [Fact]
    public void A_bar_that_another_worker_let_go_of_begins_with_a_sign()
    {
        Say(LabEventKind.Delivered, "a");
        Say(LabEventKind.Nacked, "a");
        Say(LabEventKind.Delivered, "a");
        Say(LabEventKind.Nacked, "a");
        Pass(5);
        Say(LabEventKind.Delivered, "a", "w2");
        Pass(5);
        Say(LabEventKind.Acked, "a", "w2");
        Pass(5);

        Row(20, 10, "w2").ShouldBe("↳#1━━━━━━━✓");
        _journal.Spans.Since(TimeSpan.Zero).Where(s => s.Worker == "w1").ShouldAllBe(s => s.From == null);
    }

    [Fact]
    public void A_copy_that_another_subscription_gave_is_no_redelivery()
    {
        var facts = new MessageFacts("a", "t", "{}"u8.ToArray(), new Dictionary<string, string>());
        _journal.Append(LabEventKind.Delivered, facts, "w1", "one");
        _journal.Append(LabEventKind.Nacked, facts, "w1", "one");
        _journal.Append(LabEventKind.Delivered, facts, "w2", "two");

        _journal.Spans.InHandOf("w2").Single().From.ShouldBeNull();
    }

    [Fact]
    public void A_lease_shows_each_of_its_extensions_and_where_it_ends()
    {
        Say(LabEventKind.Delivered, "a");
        Say(LabEventKind.Receipt, "a");
        Pass(4);
        Say(LabEventKind.LeaseExtended, "a");
        Pass(4);
        Say(LabEventKind.LeaseExtended, "a");

        var row = new BarRow(20, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));
        row.AddLease(_journal.Spans.InHandOf("w1").Single(), TimeSpan.FromSeconds(10));
        Text(row).ShouldBe("┄┄┄┄↔┄┄┄↔┄┄┄┄┄┄┄┄┄┤");
    }

    [Fact]
    public void Held_in_the_past_a_bar_is_shown_as_it_was_then()
    {
        Say(LabEventKind.Delivered, "a");
        Pass(5);
        Say(LabEventKind.Acked, "a");
        Say(LabEventKind.Delivered, "b");

        var timeline = new TimelineView(() => _journal.Spans);
        timeline.Read(TimeSpan.FromSeconds(3), Nobody).Single().Spans.Single().Outcome.ShouldBeNull();
        timeline.Read(TimeSpan.FromSeconds(5), Nobody).Single().Spans[0].Outcome.ShouldBe(LabEventKind.Acked);
    }

    [Fact]
    public void What_began_before_the_window_is_cut_at_its_edge()
    {
        Say(LabEventKind.Delivered, "a");
        Pass(12);

        Row(20, 10).ShouldBe("╾#1━━━━━━━━━━━━━━━━▸");
    }

    [Fact]
    public void Panning_beyond_now_runs_again()
    {
        Pass(120);
        var timeline = new TimelineView(() => _journal.Spans);
        timeline.Pan(-1, _journal.Now);
        timeline.End.ShouldBe(TimeSpan.FromSeconds(105));
        timeline.Pan(1, _journal.Now);
        timeline.End.ShouldBeNull();
    }

    [Fact]
    public void Panning_does_not_go_before_the_beginning()
    {
        Pass(120);
        var timeline = new TimelineView(() => _journal.Spans);
        timeline.Pan(-100, _journal.Now);
        timeline.End.ShouldBe(timeline.Span);
    }

    [Fact]
    public void Bars_are_selected_in_the_order_in_which_they_began()
    {
        Say(LabEventKind.Delivered, "a");
        Pass(1);
        Say(LabEventKind.Delivered, "b", "w2");
        Pass(1);
        var timeline = new TimelineView(() => _journal.Spans);

        timeline.SelectNext(1, _journal.Now, Nobody)!.Message.Id.ShouldBe("a");
        timeline.SelectNext(1, _journal.Now, Nobody)!.Message.Id.ShouldBe("b");
        timeline.SelectNext(1, _journal.Now, Nobody)!.Message.Id.ShouldBe("b");

        // It is the same bar after it ended.
        Say(LabEventKind.Acked, "b", "w2");
        timeline.SelectNext(-1, _journal.Now, Nobody)!.Message.Id.ShouldBe("a");
    }

    [Theory]
    [InlineData(LabEventKind.Nacked, '↻')]
    [InlineData(LabEventKind.LeaseExpired, '○')]
    [InlineData(LabEventKind.AckUnconfirmed, '≠')]
    public void A_cell_in_which_several_deliveries_end_shows_the_worst_outcome(LabEventKind worse, char sign)
    {
        // Once before and once after an ack.
        foreach (var first in new[] { LabEventKind.Acked, worse })
        {
            var id = $"{first}";
            Say(LabEventKind.Delivered, id);
            Say(first == LabEventKind.AckUnconfirmed ? LabEventKind.Acked : first, id);
            Say(first, id);
            var second = first == LabEventKind.Acked ? worse : LabEventKind.Acked;
            Say(LabEventKind.Delivered, id + "2");
            Say(second == LabEventKind.AckUnconfirmed ? LabEventKind.Acked : second, id + "2");
            Say(second, id + "2");
        }

        Pass(1);
        Row(10, 10)[9].ShouldBe(sign);
    }

    [Fact]
    public void A_lost_ack_is_no_tick_and_its_lease_is_seen_to_run_out()
    {
        Say(LabEventKind.Delivered, "a");
        Pass(2);
        Say(LabEventKind.Acked, "a");
        Say(LabEventKind.AckUnconfirmed, "a");
        Pass(5);
        Row(20, 20).ShouldEndWith("━━≠┄┄┄┄");
        Pass(3);
        Say(LabEventKind.LeaseExpired, "a");
        Row(20, 20).ShouldEndWith("≠┄┄┄┄┄┄○");

        // The delivery that follows at once is seen in the same cell.
        Say(LabEventKind.Delivered, "a");
        Say(LabEventKind.Acked, "a");
        Row(20, 20).ShouldEndWith("≠┄┄┄┄┄┄✓");
    }

    private static LaneOwners Nobody { get; } = new([]);

    private string Lanes(LaneOwners owners) =>
        string.Join(' ', new TimelineView(() => _journal.Spans).Read(_journal.Now, owners).Select(l => l.Worker + (l.Spans.Count == 0 ? "-" : "")));

    private string Row(int width, int seconds, string worker = "w1", TimeSpan? end = null)
    {
        var span = TimeSpan.FromSeconds(seconds);
        var row = new BarRow(width, end ?? _journal.Now, span);
        foreach (var stay in _journal.Spans.Since(TimeSpan.Zero).Where(s => s.Worker == worker))
        {
            row.Add(stay, _journal.Now, TimeSpan.FromSeconds(10), selected: false);
        }

        return Text(row);
    }

    private static string Text(BarRow row) => string.Concat(row.Read().Select(s => s.Text)).TrimEnd();

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private void Say(LabEventKind kind, string id, string worker = "w1")
    {
        if (kind == LabEventKind.WorkerKilled)
        {
            _journal.Append(kind, worker);
        }
        else
        {
            _journal.Append(kind, new MessageFacts(id, "t", "{}"u8.ToArray(), new Dictionary<string, string>()), worker, "sub");
        }
    }
}

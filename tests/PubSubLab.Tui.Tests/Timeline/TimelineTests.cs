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

        var lanes = new TimelineView(_journal).Read(_journal.Now, ["w1", "w2"]);

        lanes.Select(l => (l.Worker, l.IsFirst, l.Spans.Count)).ShouldBe([("w1", true, 2), ("w1", false, 1), ("w2", true, 0)]);
    }

    [Fact]
    public void What_ended_before_the_window_is_out_of_sight()
    {
        Say(LabEventKind.Delivered, "a");
        Say(LabEventKind.Acked, "a");
        Pass(31);

        new TimelineView(_journal).Read(_journal.Now, []).ShouldBeEmpty();
    }

    [Fact]
    public void A_bar_says_its_message_and_how_it_ended()
    {
        Say(LabEventKind.Delivered, "a");
        Pass(5);
        Say(LabEventKind.Acked, "a");
        Pass(5);

        Row(20, 10).ShouldBe("━━━━#1━━━━✓");
    }

    [Theory]
    [InlineData(LabEventKind.Nacked, "━━━━#1━━━━↻")]
    [InlineData(LabEventKind.LeaseExpired, "━━━━#1━━━━○")]
    [InlineData(LabEventKind.WorkerKilled, "━━━━#1━━━━✗")]
    public void Each_end_has_a_sign_of_its_own(LabEventKind end, string shown)
    {
        Say(LabEventKind.Delivered, "a");
        Pass(5);
        Say(end, "a");
        Pass(5);

        Row(20, 10).ShouldBe(shown);
    }

    [Fact]
    public void What_began_before_the_window_is_cut_at_its_edge()
    {
        Say(LabEventKind.Delivered, "a");
        Pass(12);

        Row(20, 10).ShouldBe("╾━━━━━━━#1━━━━━━━━━▸");
    }

    [Fact]
    public void Panning_beyond_now_runs_again()
    {
        Pass(120);
        var timeline = new TimelineView(_journal);
        timeline.Pan(-1, _journal.Now);
        timeline.End.ShouldBe(TimeSpan.FromSeconds(105));
        timeline.Pan(1, _journal.Now);
        timeline.End.ShouldBeNull();
    }

    [Fact]
    public void Panning_does_not_go_before_the_beginning()
    {
        Pass(120);
        var timeline = new TimelineView(_journal);
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
        var timeline = new TimelineView(_journal);

        timeline.SelectNext(1, _journal.Now, [])!.Message.Id.ShouldBe("a");
        timeline.SelectNext(1, _journal.Now, [])!.Message.Id.ShouldBe("b");
        timeline.SelectNext(1, _journal.Now, [])!.Message.Id.ShouldBe("b");

        // It is the same bar after it ended.
        Say(LabEventKind.Acked, "b", "w2");
        timeline.SelectNext(-1, _journal.Now, [])!.Message.Id.ShouldBe("a");
    }

    private string Row(int width, int seconds)
    {
        var span = TimeSpan.FromSeconds(seconds);
        var row = new BarRow(width, _journal.Now - span, span);
        foreach (var stay in _journal.Spans.Since(TimeSpan.Zero))
        {
            row.Add(stay, _journal.Now, selected: false);
        }

        return string.Concat(row.Read().Select(s => s.Segment.Text)).TrimEnd();
    }

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

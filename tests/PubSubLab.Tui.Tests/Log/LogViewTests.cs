using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Log;

namespace PubSubLab.Tui.Tests.Log;

public class LogViewTests
{
    private LabJournal _journal = new(capacity: 100_000);

    [Fact]
    public void It_follows_the_newest_lines()
    {
        var log = new LogView(_journal) { Height = 3 };
        Note(10);
        Page(log).ShouldBe([8, 9, 10]);
        Note(2);
        Page(log).ShouldBe([10, 11, 12]);
    }

    [Fact]
    public void Moving_below_the_newest_line_follows_again()
    {
        var log = new LogView(_journal) { Height = 3 };
        Note(10);
        log.Move(-1);
        log.Move(1);
        log.Following.ShouldBeFalse("the newest line is selected");
        log.Move(1);
        log.Following.ShouldBeTrue();
        log.Move(5);
        log.Following.ShouldBeTrue();
    }

    [Fact]
    public void Where_a_filter_hides_the_selected_line_the_next_one_that_it_shows_is_selected()
    {
        var log = new LogView(_journal) { Height = 3 };
        Note(10);
        _journal.Append(LabEventKind.WorkerStarted, "w1", "s");
        Note(3);
        log.Move(-9);

        log.SetFilter(LogFilter.Parse("worker=w1"));
        (log.Selected, log.ReadSelected()!.Value.Worker).ShouldBe((11, "w1"));

        log.SetFilter(LogFilter.Parse("worker=nobody"));
        (log.Selected, log.ReadSelected()).ShouldBe((0, null));

        log.SetFilter(LogFilter.None);
        log.Selected.ShouldBe(5, "the line that was selected");
    }

    [Fact]
    public void Moving_up_pauses_and_counts_what_is_new()
    {
        var log = new LogView(_journal) { Height = 3 };
        Note(10);
        log.Selected.ShouldBe(10, "the newest line, while it follows");
        log.Move(-1);
        log.Selected.ShouldBe(9);
        log.Move(-4);
        Note(7);

        log.Following.ShouldBeFalse();
        log.NewSincePause.ShouldBe(7);
        Page(log).ShouldBe([5, 6, 7]);

        log.Follow();
        Page(log).ShouldBe([15, 16, 17]);
        log.NewSincePause.ShouldBe(0);
    }

    [Fact]
    public void What_is_new_counts_only_what_the_filter_shows()
    {
        var log = new LogView(_journal) { Height = 3 };
        Note(10);
        log.SetFilter(LogFilter.Parse("odd"));
        log.Pause();
        Note(4);
        log.Advance();

        log.NewSincePause.ShouldBe(2);
    }

    [Fact]
    public void A_filter_finds_old_lines_newest_first_and_then_all()
    {
        Note(50_000);
        var log = new LogView(_journal) { Height = 3 };
        log.SetFilter(LogFilter.Parse("odd"));
        Page(log).ShouldBe([49_995, 49_997, 49_999]);

        while (!log.Complete)
        {
            log.Progress.ShouldBeLessThan(1);
            log.Advance(1);
        }

        log.Count.ShouldBe(25_000);
        log.MoveToOldest();
        Page(log).ShouldBe([1, 3, 5]);
    }

    [Fact]
    public void Lines_that_the_ring_let_go_leave_the_log()
    {
        _journal = new LabJournal(capacity: 100);
        var all = new LogView(_journal) { Height = 3 };
        var odd = new LogView(_journal) { Height = 3 };
        odd.SetFilter(LogFilter.Parse("odd"));
        Note(50);
        odd.Advance();
        all.Move(-40);
        Note(1_000);
        odd.Advance();

        all.Count.ShouldBe(100);
        Page(all).ShouldBe([951, 952, 953], "the place it stood at is gone, so it stands at the oldest kept line");
        odd.Count.ShouldBe(50);
        odd.MoveToOldest();
        Page(odd).ShouldBe([951, 953, 955]);
    }

    [Fact]
    public void A_filter_that_is_set_while_the_ring_turns_sees_every_kept_line_once()
    {
        _journal = new LabJournal(capacity: 10_000);
        Note(25_000);
        var log = new LogView(_journal) { Height = 3 };
        log.SetFilter(LogFilter.Parse("odd"));
        for (var i = 0; i < 200; i++)
        {
            Note(77);
            log.Advance(1);
        }

        while (!log.Complete)
        {
            log.Advance(1);
        }

        log.Count.ShouldBe(5_000);
    }

    [Fact]
    public void The_selected_line_stays_in_sight()
    {
        var log = new LogView(_journal) { Height = 3 };
        Note(10);
        log.MoveToOldest();
        log.Move(4);
        log.Selected.ShouldBe(5);
        Page(log).ShouldBe([3, 4, 5]);
        log.Move(-2);
        Page(log).ShouldBe([3, 4, 5]);
    }

    [Fact]
    public void Old_lines_are_looked_for_elsewhere_and_taken_in_by_the_next_look()
    {
        Action<CancellationToken>? search = null;
        Note(50_000);
        var log = new LogView(_journal, work => search = work) { Height = 3 };
        log.SetFilter(LogFilter.Parse("odd"));
        Page(log).ShouldBe([49_995, 49_997, 49_999]);
        log.Complete.ShouldBeFalse();
        var known = log.Count;

        search!(CancellationToken.None);
        log.Count.ShouldBe(known, "a list changes on its own thread only");
        log.Advance();

        log.Complete.ShouldBeTrue();
        log.Count.ShouldBe(25_000);
        log.MoveToOldest();
        Page(log).ShouldBe([1, 3, 5]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nobody_looks_on_for_a_filter_that_was_replaced_or_a_screen_that_closes(bool replaced)
    {
        Action<CancellationToken>? search = null;
        Note(50_000);
        var list = new MatchList(_journal, LogFilter.Parse("odd"), work => search = work);
        list.Advance(1);
        if (replaced)
        {
            list.Abandon();
        }

        search!(new CancellationToken(canceled: !replaced));
        list.Advance(1);

        list.Complete.ShouldBeFalse();
    }

    [Fact]
    public void Lines_that_went_by_between_two_pages_are_counted()
    {
        var log = new LogView(_journal) { Height = 3 };
        Note(3);
        Page(log);
        Note(10);
        Page(log).ShouldBe([11, 12, 13]);
        log.NotDrawn.ShouldBe(7);

        Page(log);
        log.NotDrawn.ShouldBe(7, "nothing new came");

        log.Pause();
        Note(10);
        Page(log);
        log.NotDrawn.ShouldBe(7, "what came while it stood still is called new");

        log.Follow();
        Page(log);
        log.NotDrawn.ShouldBe(14);
    }

    [Fact]
    public void Only_lines_that_the_filter_shows_count_as_not_drawn()
    {
        var log = new LogView(_journal) { Height = 3 };
        Note(100);
        log.SetFilter(LogFilter.Parse("odd"));
        Page(log);
        Note(20);
        Page(log);

        log.NotDrawn.ShouldBe(7);
    }

    private static long[] Page(LogView log)
    {
        log.Advance();
        return [.. log.ReadPage(out _).Select(e => e.Sequence)];
    }

    private void Note(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _journal.Append(LabEventKind.Note, data: new Reason((_journal.Appended + 1) % 2 == 1 ? "odd" : "even"));
        }
    }
}

using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Panes;
using PubSubLab.Tui.Tests.Frames;
using PubSubLab.Tui.Tests.Support;
using PubSubLab.Tui.Timeline;

namespace PubSubLab.Tui.Tests.Screen;

public sealed class EarlierRunTests : IDisposable
{
    private readonly Stage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public void Workers_of_the_last_run_come_back_on_one_key_and_only_then()
    {
        _stage.GoOn(TimeSpan.FromSeconds(8)).Press("2");
        _stage.Frame.ShouldContain("r respawns w1 slow, w2 echo of the last run. C forgets them, + spawns anew.");
        _stage.Session.Workers.Workers.ShouldBeEmpty();

        _stage.Press("r").Settle();

        _stage.Session.Workers.ReadStatus().Select(w => (w.Name, w.HandlerLabel, w.State)).ShouldBe([("w1", "Slow 5 s", WorkerState.Running), ("w2", "Echo", WorkerState.Running)]);
        _stage.Notice!.Text.ShouldBe("w1, w2 of the last run work again.");
        _stage.Frame.ShouldNotContain("respawns");
        _stage.Press("r").Notice!.Text.ShouldContain("is running");
    }

    [Fact]
    public void A_worker_that_ended_in_this_run_is_respawned_first()
    {
        _stage.GoOn(TimeSpan.FromSeconds(8)).Press("2");
        _stage.Spawn(new WorkerSpec { Handler = "flaky" });
        _stage.Press("Delete", "r").Settle();
        _stage.Session.Workers.ReadStatus().Where(w => w.IsAlive).Select(w => (w.Name, w.Handler)).ShouldBe([("w2", "flaky")]);
        _stage.Frame.ShouldContain("r respawns w1 slow, w2 echo of the last run.");

        // Their names come back where nobody has them.
        _stage.Press("r").Settle();
        _stage.Session.Workers.ReadStatus().Where(w => w.IsAlive).Select(w => (w.Name, w.Handler)).ShouldBe([("w2", "flaky"), ("w1", "slow"), ("w3", "echo")], ignoreOrder: true);
    }

    [Fact]
    public void Workers_of_the_last_run_are_forgotten_with_the_ended_ones()
    {
        _stage.GoOn(TimeSpan.FromSeconds(8)).Press("2", "C").Settle();

        _stage.Frame.ShouldContain("No worker is here.");
        _stage.Press("r").Notice!.Text.ShouldContain("there is no worker");
    }

    [Fact]
    public void The_log_marks_earlier_events_and_filters_by_run()
    {
        _stage.GoOn(TimeSpan.FromSeconds(8)).Press("4", "Home");
        _stage.Rows().Count(r => r.Contains("│┊", StringComparison.Ordinal) || r.Contains("║┊", StringComparison.Ordinal)).ShouldBeGreaterThan(3);
        _stage.Frame.ShouldContain("─ ┊ earlier run ─ 13 events");

        Count("run=earlier").ShouldBe(12);
        Count("run=this").ShouldBe(1);
        Count("run=earlier kind=published").ShouldBe(3);
    }

    [Fact]
    public void A_step_back_passes_the_time_in_which_no_lab_was_open()
    {
        _stage.GoOn(TimeSpan.FromHours(8)).Press("Space", "[", "[", "[");
        _stage.Playback.HeldAt.ShouldBe(-TimeSpan.FromHours(8));
        _stage.Frame.ShouldContain("HELD, EARLIER RUN");

        _stage.Press("]");
        _stage.Playback.HeldAt.ShouldBe(TimeSpan.Zero);
        for (var i = 0; i < 40; i++)
        {
            _stage.Press("[");
        }

        _stage.Playback.HeldAt.ShouldBe(_stage.Journal.Earlier.BeginAt, "there is nothing before the first event");
    }

    [Fact]
    public void The_timeline_pans_from_this_run_to_the_bars_of_the_last()
    {
        _stage.GoOn(TimeSpan.FromHours(8)).Press("3");
        _stage.Frame.ShouldContain("PgUp goes back to the earlier run");

        _stage.Press("PageUp");
        _stage.Get<TimelineView>().End.ShouldBe(_stage.Journal.Earlier.BeginAt + _stage.Get<TimelineView>().Span, "the last run is shorter than what is shown");
        Lanes().ShouldBe(["w1 41 43", "w2 42 42"]);
        _stage.Press("PageDown", "PageDown").Get<TimelineView>().End.ShouldBeNull("it runs with the clock again");
    }

    [Fact]
    public void A_run_that_follows_soon_has_its_start_between_the_bars()
    {
        _stage.GoOn(TimeSpan.FromSeconds(8)).Spawn();
        _stage.Happens(LabEventKind.Delivered, "43", "w1");
        _stage.Advance(TimeSpan.FromSeconds(3));

        var lane = _stage.Rows().First(r => r.Contains(" w1 ", StringComparison.Ordinal) && r.Contains('✗', StringComparison.Ordinal));
        lane.IndexOf('✗', StringComparison.Ordinal).ShouldBeLessThan(lane.LastIndexOf('┊'));
        lane.LastIndexOf('┊').ShouldBeLessThan(lane.LastIndexOf('▸'));
    }

    [Fact]
    public void Why_tells_that_the_lab_was_opened_again()
    {
        _stage.GoOn(TimeSpan.FromSeconds(8));
        _stage.Log.SetFilter(LogFilter.Parse("#43"));
        _stage.Navigator.Go(PaneId.Log);
        _stage.Press("Up", "w");

        _stage.Frame.ShouldContain("That was an earlier run of the lab. It ended, and the lab was opened again 8 s");
        _stage.Frame.ShouldContain("It waits in the subscription: no worker of this lab is running. Spawn one.");
    }

    [Fact]
    public void The_header_says_that_publishing_is_refused_while_the_disk_refuses()
    {
        _stage.GoOn(TimeSpan.FromSeconds(8));
        _stage.Frame.ShouldNotContain("PUBLISH REFUSED");
        _stage.Data.Refusal = "disk full";
        _stage.Advance(TimeSpan.FromSeconds(1)).Rows()[0].ShouldContain("✗ PUBLISH REFUSED");
        _stage.Data.Refusal = null;
        _stage.Advance(TimeSpan.FromSeconds(1)).Rows()[0].ShouldNotContain("REFUSED");
    }

    [Fact]
    public void The_topology_says_where_it_lasts() =>
        _stage.GoOn(TimeSpan.FromSeconds(8)).Press("F3").Frame.ShouldContain("All of it lasts: 12.3 MB in /srv/orders, opened 7 times.");

    private int Count(string filter)
    {
        _stage.Log.SetFilter(LogFilter.Parse(filter));
        _stage.Draw();
        return _stage.Log.Count;
    }

    private IEnumerable<string> Lanes() => _stage.Get<TimelineView>().Read(_stage.Playback.ViewNow, new LaneOwners([]))
        .Select(l => $"{l.Worker} {string.Join(' ', l.Spans.Select(s => s.Message.Number))}");
}

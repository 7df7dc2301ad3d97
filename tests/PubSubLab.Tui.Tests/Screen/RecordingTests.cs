using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Time;
using PubSubLab.Tui.Commands;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Screen;

/// <summary>A recording on the screen: every pane shows the moment that is held.</summary>
public sealed class RecordingTests : IDisposable
{
    // The person's clock goes on; the recording's stands still at its end.
    private readonly FakeTimeProvider _person = new(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));
    private readonly LabClock _clock;

    public RecordingTests()
    {
        _clock = new LabClock(_person);
        _clock.SetSpeed(0);
    }

    public void Dispose() => _clock.Dispose();

    [Fact]
    public void At_its_end_every_pane_shows_the_end()
    {
        using var stage = Open();

        stage.Frame.ShouldContain("2 Flow ─ 1 running");
        Row(stage, "w1").ShouldContain("✗ killed");
        Row(stage, "w2").ShouldContain("Echo");
        stage.Rows()[0].ShouldContain("unacked 1");
        stage.Rows()[0].ShouldContain("00:00:30 of 00:00:30");
    }

    [Fact]
    public void Workers_header_timeline_and_log_go_back_to_the_moment_that_is_held()
    {
        using var stage = Open();

        Back(stage, 12);
        Row(stage, "w1").ShouldContain("1 lease ends in 7 s");
        stage.Rows()[0].ShouldContain("unacked 2");
        stage.Rows()[0].ShouldContain("00:00:18 of 00:00:30");

        Back(stage, 6);
        Row(stage, "w1").ShouldContain("Slow 5 s");
        stage.Frame.ShouldContain("2 Flow ─ 1 running");
        stage.Workers.Read().Select(w => w.Name).ShouldBe(["w1"]);
        stage.Log.ReadSelected()!.Value.Data.ShouldBe(new HandlerChanged("Slow 5 s"));

        Back(stage, 12);
        Row(stage, "w1").ShouldContain("Echo");
        stage.Rows()[0].ShouldContain("unacked 0");

        stage.Press("End");
        Row(stage, "w1").ShouldContain("✗ killed");
        stage.Playback.HeldAt.ShouldBeNull();
    }

    [Fact]
    public void The_topology_shows_what_had_flowed_until_then()
    {
        using var stage = Open();
        stage.Press("F3");
        stage.Frame.ShouldContain("2 published");
        stage.Frame.ShouldContain("2 delivered");

        Back(stage, 25);

        stage.Frame.ShouldContain("0 published");
        stage.Frame.ShouldContain("● w1");
        stage.Frame.ShouldNotContain("● w2");
    }

    [Fact]
    public void Space_plays_it_from_the_moment_that_is_held_and_holds_it_again()
    {
        using var stage = Open();
        Back(stage, 20);
        stage.Press("Space");
        stage.Frame.ShouldContain("PLAYING");
        Pass(stage, 3);
        stage.Playback.HeldAt.ShouldBe(TimeSpan.FromSeconds(13));
        Pass(stage.Press("Space"), 3);
        stage.Playback.HeldAt.ShouldBe(TimeSpan.FromSeconds(13));
        stage.Frame.ShouldContain("HELD");

        // Beyond the end it is at its end; from there it begins anew.
        Pass(stage.Press("Space"), 18);
        (stage.Playback.HeldAt, stage.Playback.IsPlaying).ShouldBe((null, false));
        stage.Press("Space");
        (stage.Playback.HeldAt, stage.Playback.IsPlaying).ShouldBe((TimeSpan.Zero, true));
    }

    [Fact]
    public void A_move_while_it_is_played_goes_on_from_there()
    {
        using var stage = Open();
        Back(stage, 20);
        Pass(stage.Press("Space"), 3);
        Pass(stage.Press("["), 2);
        stage.Playback.HeldAt.ShouldBe(TimeSpan.FromSeconds(14));
    }

    [Fact]
    public void It_is_played_faster_and_slower_from_where_it_is()
    {
        using var stage = Open();
        Back(stage, 20);
        Pass(stage.Press("Space"), 2);
        Pass(stage.Press(")", ")"), 2);
        stage.Playback.HeldAt.ShouldBe(TimeSpan.FromSeconds(20));
        stage.Frame.ShouldContain("PLAYING ×4");
        stage.Press("(", "(", "(");
        Pass(stage, 2);
        stage.Playback.HeldAt.ShouldBe(TimeSpan.FromSeconds(21));
        stage.Frame.ShouldContain("PLAYING ×0.5");
    }

    [Fact]
    public void A_step_is_as_long_as_the_timeline_is_coarse_and_Home_goes_to_the_beginning()
    {
        using var stage = Open();
        stage.Press("3", ">", "[");
        stage.Playback.HeldAt.ShouldBe(TimeSpan.FromSeconds(29.5));
        stage.Press("Home");
        stage.Playback.HeldAt.ShouldBe(TimeSpan.Zero);
        Row(stage, "w1").ShouldContain("Echo");
    }

    [Fact]
    public void Its_keys_and_its_times_are_those_of_a_recording()
    {
        using var stage = Open();
        stage.Frame.ShouldContain("Space Play ");
        stage.Frame.ShouldContain("A recording: nothing is published.");
        stage.Frame.ShouldContain("-6 s   00:00:30║");
        stage.Frame.ShouldContain("━━━━━✓║", customMessage: "what ended at the last moment ended");
        Back(stage, 12);
        stage.Press("Space");
        stage.Frame.ShouldContain("Space Hold ");
        stage.Frame.ShouldContain("00:00:18║");
    }

    [Fact]
    public void Event_by_event_it_stops_at_each_also_of_those_at_the_same_time()
    {
        using var stage = Open();
        var events = stage.Journal.ReadAll();
        for (var i = events.Count - 2; i >= 0; i--)
        {
            stage.Press("{");
            stage.Log.Selected.ShouldBe(events[i].Sequence);
            stage.Playback.HeldAt.ShouldBe(events[i].At);
        }

        stage.Press("{");
        stage.Log.Selected.ShouldBe(1);
        stage.Press("}");
        stage.Log.Selected.ShouldBe(2);
    }

    [Fact]
    public void The_timeline_leaps_by_half_of_what_it_shows()
    {
        using var stage = Open();
        stage.Press("3", "PageUp");
        stage.Playback.HeldAt.ShouldBe(TimeSpan.FromSeconds(15));
        Row(stage, "w1").ShouldContain("1 lease ends in 10 s");
        stage.Press("PageDown");
        stage.Playback.HeldAt.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Nothing_can_be_done_in_it_and_each_command_says_so()
    {
        using var stage = Open();
        var before = stage.Journal.Appended;
        foreach (var id in stage.Keys.All.Where(e => e.InLabOnly).Select(e => e.Id))
        {
            stage.Get<CommandSet>().Run(id);
            stage.Dialogs.Top.ShouldBeNull(id);
            stage.Notice!.Text.ShouldContain("this is a recording", customMessage: id);
        }

        stage.Settle();
        stage.Journal.Appended.ShouldBe(before);
    }

    [Fact]
    public void What_can_be_done_in_it_changes_nothing_of_it()
    {
        using var stage = Open();
        var before = stage.Journal.Appended;
        var export = Directory.CreateTempSubdirectory();
        try
        {
            stage.Get<LogExport>().Folder = export.FullName;
            stage.Navigator.Go(PaneId.Log);
            var deeds = stage.Keys.All.Where(e => e.Id is not (CommandIds.Quit or CommandIds.Suspend)).Select(e => (Name: e.Id, Run: (Action)(() => stage.Get<CommandSet>().Run(e.Id))))
                .Concat(stage.Get<PaletteItems>().Read().Where(i => i.WhyNot is null && i.Title is not ("Quit" or "Suspend")).Select(i => (Name: i.Title, i.Run)));
            foreach (var (name, run) in deeds.ToList())
            {
                run();
                stage.Settle();
                while (stage.Dialogs.Top is not null)
                {
                    stage.Dialogs.Close();
                }

                stage.Journal.Appended.ShouldBe(before, name);
                stage.Journal.Now.ShouldBe(TimeSpan.FromSeconds(30), customMessage: name);
                stage.Publisher.IsStreaming.ShouldBeFalse(name);
                stage.Experiments.IsRunning.ShouldBeFalse(name);
            }
        }
        finally
        {
            export.Delete(recursive: true);
        }
    }

    private void Pass(Stage stage, int seconds)
    {
        _person.Advance(TimeSpan.FromSeconds(seconds));
        stage.Draw();
    }

    private static Stage Back(Stage stage, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            stage.Press("[");
        }

        return stage;
    }

    private static readonly string[] s_edges = ["│▸  ", "│   ", "║▸  ", "║   "];

    /// <summary>A worker's row.</summary>
    private static string Row(Stage stage, string worker) =>
        stage.Rows().First(r => s_edges.Any(edge => r.Contains($"{edge}{worker} ", StringComparison.Ordinal)));

    /// <summary>Half a minute: w1 becomes slow and dies with an outstanding message; its lease ends and w2 gets it.</summary>
    private Stage Open()
    {
        var journal = new LabJournal(_clock);
        var history = new JournalHistory(journal);
        var session = new LabSession(new ScriptedTransport(), journal, ports: new LabPorts { Clock = _clock, Recording = history });
        var stage = new Stage(session: session);
        void At(int second) => _clock.Advance(TimeSpan.FromSeconds(second) - journal.Now);

        journal.Append(LabEventKind.WorkerStarted, "w1", "lab-tasks-sub", new WorkerSetUp("Echo", Acceptance.Everything));
        At(9);
        journal.Append(LabEventKind.HandlerSwitched, "w1", "lab-tasks-sub", new HandlerChanged("Slow 5 s"));
        At(14);
        stage.Happens(LabEventKind.Published, "m1");
        stage.Happens(LabEventKind.Published, "m2");
        At(15);
        stage.Happens(LabEventKind.Delivered, "m1", "w1");
        journal.Append(LabEventKind.WorkerKilled, "w1", "lab-tasks-sub", new LeftLeases(1, TimeSpan.FromSeconds(10)));
        At(20);
        journal.Append(LabEventKind.WorkerStarted, "w2", "lab-tasks-sub", new WorkerSetUp("Echo", Acceptance.Everything));
        At(25);
        stage.Happens(LabEventKind.LeaseExpired, "m1", "w1");
        stage.Happens(LabEventKind.Delivered, "m1", "w2");
        At(30);
        stage.Happens(LabEventKind.Acked, "m1", "w2");
        stage.Get<Revision>().Advance();
        stage.Draw();
        return stage;
    }
}

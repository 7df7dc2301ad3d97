using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Pictures;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Keys;

public class KeyTableTests
{
    /// <summary>Keys that mean something narrower in a pane than on the whole screen, on purpose.</summary>
    private static readonly string[] s_narrower = ["Tab", "Shift+Tab", "x", "Esc", "q", "s", "y", "Ctrl+Z", "Ctrl+U", "/"];

    public static TheoryData<string, string> EveryKey
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var entry in KeyTable.Of(PictureCatalog.Screen.Groups))
            {
                foreach (var key in entry.Keys)
                {
                    data.Add(entry.Id, key);
                }
            }

            return data;
        }
    }

    [Fact]
    public void No_two_commands_have_the_same_key_in_the_same_place()
    {
        foreach (var scope in KeyTable.All.Select(e => e.Scope).Distinct())
        {
            var keys = KeyTable.All.Where(e => e.Scope == scope).SelectMany(e => e.Keys).ToList();
            keys.ShouldBeUnique($"in {scope}");
        }
    }

    [Fact]
    public void Nothing_that_changes_the_lab_has_a_key_that_moves()
    {
        KeyTable.All.Where(e => e.InLabOnly && e.Keys.Any(MovingKeys.All.Contains)).Select(e => e.Id).ShouldBeEmpty();
        string[][] pairs = [["Up", "k"], ["Down", "j"], ["Home", "g"], ["End", "G"]];

        // In the composer an arrow leads into a field, and a letter must not: it goes from button to button.
        foreach (var scope in KeyTable.All.Select(e => e.Scope).Distinct().Where(s => s != KeyScope.FilterLine && s != KeyScope.Publisher))
        {
            var rows = KeyTable.All.Where(e => e.Scope == scope).ToList();
            string? Of(string key) => rows.Find(e => e.Keys.Contains(key))?.Id;
            foreach (var pair in pairs)
            {
                Of(pair[1]).ShouldBe(Of(pair[0]), $"{pair[1]} in {scope.Title}");
            }

            foreach (var (letter, arrow) in new[] { ("h", "Left"), ("l", "Right") })
            {
                (Of(letter) ?? Of(arrow)).ShouldBe(Of(arrow), $"{letter} in {scope.Title}");
            }
        }
    }

    [Fact]
    public void Moving_keys_leave_the_lab_as_it_is_in_every_pane()
    {
        using var stage = new Stage(withPorts: true);
        var worker = stage.Spawn();
        stage.Spawn();
        foreach (var pane in stage.Navigator.InSight.Append(PaneId.Experiments).Append(PaneId.Topology).ToList())
        {
            stage.Navigator.GoToLab();
            if (stage.Navigator.InSight.Contains(pane))
            {
                stage.Navigator.Go(pane);
            }
            else
            {
                stage.Navigator.TogglePage(pane);
            }

            stage.Press("Esc", "h", "j", "k", "l", "g", "G", "PageUp", "PageDown", "Home", "End", "q", "?", "q").Settle();
        }

        worker.State.ShouldBe(WorkerState.Running);
        stage.Session.Workers.Workers.Count.ShouldBe(2);
        stage.LabClock!.Speed.ShouldBe(1);
        stage.Ports.Asked.ShouldBeEmpty();
        stage.Transport.Published.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("#", "Y")]
    [InlineData("X", "F2")]
    [InlineData("x", "2 goes there")]
    public void A_key_that_moved_says_where_its_command_went_only_where_it_does_nothing_else(string key, string says)
    {
        using var stage = new Stage(120);
        stage.Navigator.Go(PaneId.Log);
        stage.Press(key).Notice.ShouldNotBeNull().Text.ShouldContain(says);
    }

    [Fact]
    public void In_a_window_no_key_tells_where_it_moved()
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Press("2", "x", "l", "h", "b", "H").Notice.ShouldBeNull();
    }

    [Fact]
    public void A_key_that_moved_and_has_another_meaning_is_that_one_alone()
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Navigator.Go(PaneId.Flow);
        stage.Press("k").Notice.ShouldBeNull();
        stage.Press("Ctrl+T", "2").Press("i", "Esc");
        stage.Press("h").Notice.ShouldNotBeNull().Text.ShouldBe("h moves left now; ',' stops time.");
    }

    [Fact]
    public void A_worker_is_killed_only_while_the_flow_has_the_focus()
    {
        using var stage = new Stage();
        var worker = stage.Spawn();
        foreach (var pane in new[] { PaneId.Publisher, PaneId.Timeline, PaneId.Log })
        {
            stage.Navigator.Go(pane);
            stage.Press("Esc", "Delete", "Ctrl+K", "x");
            stage.Press("Ctrl+P").Type("kill").Press("Enter").Frame.ShouldContain("2 goes there");
            stage.Press("Esc");
        }

        worker.State.ShouldBe(WorkerState.Running);
        stage.Navigator.Go(PaneId.Flow);
        stage.Press("Ctrl+K");
        worker.State.ShouldBe(WorkerState.Killed);
    }

    /// <summary>The commands that work on a message, and on a worker.</summary>
    private static readonly string[] s_aboutMessage =
    [
        CommandIds.Why, CommandIds.CopyRaw, CommandIds.CopyAs, CommandIds.CopyJson, CommandIds.CopyGcloud, CommandIds.CopyCSharp, CommandIds.Republish, CommandIds.RepublishEdited, CommandIds.Follow,
    ];

    private static readonly string[] s_aboutWorker = [CommandIds.Slow, CommandIds.Respawn, CommandIds.EditWorker];

    [Fact]
    public void A_command_works_on_what_is_selected_in_the_focused_pane_or_says_what_to_select()
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Spawn();
        stage.Happens(LabEventKind.Published, "m1");
        stage.Happens(LabEventKind.Delivered, "m1", "w1");
        stage.Happens(LabEventKind.Published, "m2");
        stage.Happens(LabEventKind.Delivered, "m2", "w2");
        stage.Advance(TimeSpan.FromSeconds(3));
        var commands = stage.Get<CommandSet>();

        // Without a selection of its own a pane gives none of another.
        foreach (var pane in new[] { PaneId.Publisher, PaneId.Flow, PaneId.Timeline })
        {
            stage.Navigator.Go(pane);
            foreach (var id in s_aboutMessage)
            {
                commands.WhyNot(id).ShouldNotBeNull($"{id} in {pane}").ShouldContain("select");
            }
        }

        foreach (var id in s_aboutWorker)
        {
            commands.WhyNot(id).ShouldNotBeNull($"{id} in the timeline").ShouldContain("no bar is selected");
            stage.Navigator.Go(PaneId.Log);
            commands.WhyNot(id).ShouldNotBeNull($"{id} in the log").ShouldContain("no line is selected");
            stage.Press("2", "g");
            commands.WhyNot(id).ShouldNotBeNull($"{id} on a topic").ShouldContain("a worker has to be selected");
            stage.Press("G", "3");
        }

        // The timeline has m1 and w1, the log m2 and w2, the flow w2.
        stage.Press("3", "g").Selection.Current!.Id.ShouldBe("m1");
        stage.Press("y").Copied.ShouldNotBeNull();
        stage.Notice!.Text.ShouldContain("#1 ");
        stage.Press("s");
        stage.Session.Workers.Get("w1").Handler.Name.ShouldBe("slow");
        stage.Session.Workers.Get("w2").Handler.Name.ShouldBe("echo");
        stage.Press("4", "G", "k", "j", "k").Log.Following.ShouldBeFalse();
        stage.Press("4", "G", "y").Notice!.Text.ShouldContain("#2 ");
        stage.Press("2", "G", "e").Frame.ShouldContain("Worker w2");
    }

    [Fact]
    public void A_running_worker_is_not_respawned_and_the_way_is_said()
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Press("2", "r").Settle().Session.Workers.Workers.Count.ShouldBe(1);
        stage.Notice!.Text.ShouldBe("Respawn: w1 is running; Delete kills it first, + spawns one more.");
        stage.Press("Delete", "r").Settle().Session.Workers.Workers.Count.ShouldBe(2);
    }

    [Fact]
    public void A_pane_takes_a_key_of_the_whole_screen_only_where_it_is_meant()
    {
        var everywhere = KeyTable.All.Where(e => e.Scope == KeyScope.Anywhere).SelectMany(e => e.Keys).ToHashSet();
        var taken = KeyTable.All.Where(e => e.Scope != KeyScope.Anywhere).SelectMany(e => e.Keys).Where(everywhere.Contains).Distinct();
        taken.ShouldBeSubsetOf(s_narrower);
    }

    [Fact]
    public void Ids_are_unique() => KeyTable.All.Select(e => e.Id).ShouldBeUnique();

    [Fact]
    public void Every_entry_has_a_deed_and_every_deed_an_entry()
    {
        using var stage = new Stage(catalog: new ScreenCatalog());
        stage.Get<CommandSet>().Ids.Order().ShouldBe(KeyTable.All.Select(e => e.Id).Order());
    }

    [Fact]
    public void Every_command_has_a_second_way_in()
    {
        // Moving a cursor has the mouse; everything else is in the palette, or is the same deed as something that is, or as Backspace.
        string[] sameDeed = [CommandIds.ClearField, CommandIds.FormPublish, CommandIds.FlowOpen, CommandIds.LogDetails, CommandIds.TimelineDetails, CommandIds.Palette];
        var moving = KeyTable.All.Where(e => !e.InPalette && !sameDeed.Contains(e.Id));
        moving.ShouldAllBe(e => e.Keys.All(k => MovingKeys.All.Contains(k) || k.EndsWith("Tab") || k == "Enter" || k == "x"));
        KeyTable.All.First(e => e.Id == CommandIds.Palette).Keys.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Every_key_is_in_help()
    {
        using var stage = new Stage(120, 36);
        stage.Press("F1");
        var seen = "";
        for (var page = 0; page < 20; page++)
        {
            seen += stage.Frame;
            stage.Press("PageDown");
        }

        foreach (var entry in stage.Keys.All.Where(e => e.Keys.Count > 0))
        {
            seen.ShouldContain(entry.FirstKey);
            seen.ShouldContain(entry.Help.Length > 40 ? entry.Help[..40] : entry.Help);
        }
    }

    [Fact]
    public void Every_key_is_in_the_table_for_the_README()
    {
        var markdown = KeyTable.ToMarkdown();
        foreach (var entry in KeyTable.All)
        {
            markdown.ShouldContain(entry.Help);
            foreach (var key in entry.Keys)
            {
                markdown.ShouldContain($"`{key}`");
            }
        }
    }

    [Theory]
    [MemberData(nameof(EveryKey))]
    public void A_key_is_read_back_as_it_is_written(string id, string key)
    {
        id.ShouldNotBeEmpty();
        Chord.From(Chord.ToKey(key)).ShouldBe(key);
    }

    [Theory]
    [MemberData(nameof(EveryKey))]
    public void A_key_does_what_help_says(string id, string key)
    {
        KeyDeeds.All.ShouldContainKey(id, $"a scene for '{id}' is missing in {nameof(KeyDeeds)}");
        using var stage = new Stage(withPorts: KeyDeeds.NeedPorts.Contains(id));
        KeyDeeds.All[id](stage, () => stage.Press(key));
    }

    [Fact]
    public void A_backend_that_offers_nothing_beyond_messages_is_said_to()
    {
        using var stage = new Stage();
        stage.Press(",").Frame.ShouldContain("Stop time: this backend's time is the real one");
        stage.Press("!").Frame.ShouldContain("Faults: this backend cannot be made to fail");
        stage.Press("F3", "A").Frame.ShouldContain("cannot be changed from here on this backend");
        stage.Press("Enter").Frame.ShouldContain("cannot look into a backlog without consuming it");
    }

    [Fact]
    public void A_key_that_does_nothing_now_says_why()
    {
        using var stage = new Stage();
        stage.Press("2", "Delete");
        stage.Frame.ShouldContain("Kill: there is no worker; + spawns one.");
    }
}

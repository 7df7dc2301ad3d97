using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Panes;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Tests.Support;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Timeline;

namespace PubSubLab.Tui.Tests.Screen;

public class LabWindowTests
{
    [Theory]
    [InlineData(59, 30)]
    [InlineData(100, 14)]
    [InlineData(20, 5)]
    public void A_window_that_is_too_small_says_so_and_only_quits(int width, int height)
    {
        using var stage = new Stage(width, height);
        stage.Frame.ReplaceLineEndings(" ").ShouldContain($"{width}x{height}");
        stage.Press("p", "+").Settle();
        stage.Transport.Published.ShouldBeEmpty();
        stage.Session.Workers.Workers.ShouldBeEmpty();

        stage.Press("Ctrl+Q");
        stage.Quit.ShouldBeTrue();
    }

    [Fact]
    public void While_a_filter_is_typed_the_key_bar_offers_what_its_keys_do()
    {
        using var stage = new Stage();
        stage.Happens(LabEventKind.Published, "m1");
        Hints(stage.Press("4")).ShouldContain("Enter Details");
        Hints(stage.Press("/")).ShouldStartWith(" Enter Keep filter  Esc Clear filter  Up Earlier filter");
        Hints(stage.Press("Enter")).ShouldContain("Enter Details");
    }

    [Fact]
    public void The_key_bar_says_what_a_key_does_now()
    {
        using var stage = new Stage();
        stage.Happens(LabEventKind.Published, "m1");
        Hints(stage.Press("4")).ShouldContain("f Follow");
        Hints(stage.Press("f")).ShouldContain("f Unfollow");
        Hints(stage.Press("f", "1")).ShouldContain("Enter Publish");
        Hints(stage.Press("Tab")).ShouldContain("Enter Stream ▶");
        Hints(stage.Press("i")).ShouldContain("Esc Leave field");
        Hints(stage.Press("Esc")).ShouldNotContain("Leave field");
        stage.Spawn();
        Hints(stage.Press("2")).ShouldContain("/ Filter log");
        Hints(stage.Press("4")).ShouldContain("/ Filter ");
    }

    [Fact]
    public void Course_comparison_and_composer_are_offered_on_the_first_screen()
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Happens(LabEventKind.Published, "m1");
        var hints = Hints(stage);
        foreach (var hint in new[] { "p Publish", "+ Spawn", "Del Kill", "s Slow", "d Demo", "F2 Course", "F4 Compare", "i Compose", "? Help" })
        {
            hints.ShouldContain(hint);
        }

        hints = Hints(stage.Resize(80, 24));
        hints.ShouldContain("F2 Course");
        hints.ShouldContain("? Help");
    }

    private static string Hints(Stage stage)
    {
        stage.Draw();
        return stage.Rows()[^2];
    }

    [Theory]
    [InlineData("F3", "Esc")]
    [InlineData("F3", "F3")]
    [InlineData("F2", "Esc")]
    [InlineData("F1", "Esc")]
    [InlineData("F4", "Esc")]
    public void Closing_a_page_or_a_window_gives_the_focus_back(string open, string close)
    {
        using var stage = new Stage(withPorts: true);
        stage.Happens(LabEventKind.Published, "m1");
        foreach (var pane in stage.Navigator.InSight.ToList())
        {
            stage.Navigator.Go(pane);
            stage.Press(open, close);
            stage.Navigator.Focused.ShouldBe(pane);
            stage.Window.FocusedPane.HasFocus.ShouldBeTrue();
        }

        stage.ToField("Attributes").Press(open == "F4" ? "F1" : open, close).Press("End").Type("a=1");
        stage.Publisher.Form.Attributes.ShouldBe("a=1");
        stage.Navigator.Go(PaneId.Timeline);
        stage.Press("z", open, close);
        stage.Navigator.Zoomed.ShouldBeTrue();
    }

    [Fact]
    public void A_window_over_the_filter_line_gives_the_focus_back_to_it()
    {
        using var stage = new Stage();
        stage.Press("/").Type("a").Press("F1", "Esc").Type("b");
        stage.Log.Filter.Text.ShouldBe("ab");
    }

    [Fact]
    public void Help_is_searched_and_Esc_ends_the_search_before_the_window()
    {
        using var stage = new Stage();
        stage.Press("?", "/").Type("REPUBL").Frame.ShouldContain("Publishes the selected message again.");
        stage.Frame.ShouldNotContain("Focuses the next pane.");
        Hints(stage).ShouldContain("Enter Keep  Esc Show all");
        stage.Press("Enter", "j", "k").Frame.ShouldContain("Search /");
        stage.Press("Esc").Frame.ShouldContain("Publish a task (p)");
        stage.Dialogs.Top.ShouldNotBeNull();
        stage.Press("/").Type("no such text").Frame.ShouldContain("No line of help has 'no such text'.");
        stage.Press("Esc", "q").Dialogs.Top.ShouldBeNull();
    }

    [Theory]
    [InlineData(120, 36)]
    [InlineData(200, 60)]
    [InlineData(80, 24)]
    public void A_pane_with_empty_rows_gives_them_to_one_whose_rows_are_cut(int width, int height)
    {
        using var stage = new Stage(width, height);
        stage.Spawn();
        var before = stage.Pane<FlowPane>().Frame.Height;
        for (var i = 0; i < 30; i++)
        {
            stage.Happens(LabEventKind.Delivered, $"m{i}", "w1");
        }

        stage.Advance(TimeSpan.FromSeconds(1)).Advance(TimeSpan.FromSeconds(1));
        stage.Pane<FlowPane>().Frame.Height.ShouldBeLessThan(before);
        stage.Pane<TimelinePane>().Frame.Bottom.ShouldBe(stage.Pane<LogPane>().Frame.Y);
        stage.Frame.ShouldContain("w1 Echo");
    }

    [Fact]
    public void A_notice_leaves_with_the_state_that_it_is_about()
    {
        using var stage = new Stage();
        stage.Press("Delete").Notice!.Text.ShouldContain("there is no worker");
        stage.Spawn();
        stage.Notice.ShouldBeNull();
        stage.Happens(LabEventKind.Published, "m1");
        stage.Press("4", "f").Notice!.Text.ShouldContain("reverse video");
        stage.Press("Esc").Notice.ShouldBeNull();
    }

    [Fact]
    public void A_timeline_that_could_not_keep_all_bars_says_so()
    {
        using var stage = new Stage();
        stage.Frame.ShouldNotContain("let go");
        for (var i = 0; i < 20_010; i++)
        {
            stage.Happens(LabEventKind.Delivered, $"m{i}", "w1");
            stage.Happens(LabEventKind.Acked, $"m{i}", "w1");
        }

        stage.Advance(TimeSpan.FromSeconds(2)).Frame.ShouldContain("3 Timeline ─ last 30 s, older than 2 s let go");
        stage.Advance(TimeSpan.FromSeconds(30)).Frame.ShouldNotContain("let go", Case.Sensitive, "what is shown now is all there was");
    }

    [Fact]
    public void A_window_that_was_too_small_works_when_it_is_large_enough()
    {
        using var stage = new Stage(40, 10);
        stage.Resize(60, 15);
        stage.Frame.ShouldContain("1 Publisher");
        stage.Press("p").Settle();
        stage.Transport.Published.Count.ShouldBe(1);
    }

    [Fact]
    public void Every_size_and_every_pane_is_drawn_without_an_error()
    {
        using var stage = new Stage();
        stage.Spawn();
        for (var i = 0; i < 30; i++)
        {
            stage.Happens(LabEventKind.Published, $"m{i}", json: "{\"a\":\"漢字 \u001b]0;title\a 👩‍🚀\"}");
            stage.Happens(LabEventKind.Delivered, $"m{i}", "w1");
        }

        foreach (var (width, height) in new[] { (60, 15), (61, 19), (80, 24), (99, 40), (100, 28), (120, 36), (200, 60), (300, 20), (10, 3), (60, 60) })
        {
            stage.Resize(width, height);
            foreach (var key in new[] { "1", "Esc", "2", "3", "4", "z", "z", "F2", "F2", "F3", "Esc", "F1", "Esc", "Ctrl+P", "Esc", "a", "Esc", "L" })
            {
                stage.Press(key);
                stage.Picture.Width.ShouldBe(width);
            }
        }
    }

    [Fact]
    public void Nothing_in_a_payload_reaches_the_terminal_as_a_command()
    {
        using var stage = new Stage(200, 60);
        stage.Happens(LabEventKind.Published, "m1", json: "\u001b[2J\u001b]52;c;aGk=\a\u009b5n\r\n\u202eevil", user: "\u001b[31m");
        stage.Happens(LabEventKind.Delivered, "m1", "w1\u001b[0m", detail: "\u001b[1mbold\b\b");
        stage.Press("4", "Up", "Enter", "Right", "Right", "Right");

        var picture = stage.Picture;
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                picture[x, y].Text.ShouldNotContain(c => char.IsControl(c) || (c >= '\u202a' && c <= '\u202e'));
            }
        }

        stage.Press("Esc").Frame.ShouldContain("␛[2J");
    }

    [Fact]
    public void Copying_sends_the_body_as_it_was_published()
    {
        using var stage = new Stage();
        stage.Happens(LabEventKind.Published, "m1", json: "raw \u001b[31m text");
        stage.Press("4", "Up", "y");

        stage.Copied.ShouldBe("raw \u001b[31m text");
        stage.Frame.ShouldContain("went to the terminal's clipboard (OSC 52)");
    }

    [Fact]
    public void A_filter_is_recalled_by_the_next_slash_and_stays_when_the_pane_changes()
    {
        using var stage = new Stage();
        stage.Press("/").Type("kind=nacked").Press("Enter", "2");
        stage.Frame.ShouldContain("filter kind=nacked");
        stage.Press("/");
        stage.Pane<LogPane>().FilterField.Text.ShouldBe("kind=nacked");
        stage.Press("Esc");
        stage.Log.Filter.IsEmpty.ShouldBeTrue();
        stage.Press("/");
        stage.Pane<LogPane>().FilterField.Text.ShouldBe("kind=nacked", "Esc clears the filter, and the next / recalls it");
    }

    [Fact]
    public void Sideways_scroll_survives_new_lines()
    {
        using var stage = new Stage(80, 24);
        stage.Happens(LabEventKind.Published, "m1", json: new string('x', 100) + "END");
        stage.Press("4");
        stage.Frame.ShouldNotContain("END");
        for (var i = 0; i < 10; i++)
        {
            stage.Press("Right");
        }

        stage.Frame.ShouldContain("END");
        stage.Happens(LabEventKind.Published, "m2", json: new string('y', 100) + "ALSO");
        stage.Frame.ShouldContain("END");
        stage.Frame.ShouldContain("ALSO");
    }

    [Fact]
    public void A_held_view_stands_still_while_the_work_goes_on()
    {
        using var stage = new Stage();
        stage.Happens(LabEventKind.Delivered, "m1", "w1");
        stage.Press("3", "Space");
        var held = stage.Find("▸");
        stage.Advance(TimeSpan.FromSeconds(5));
        stage.Happens(LabEventKind.Published, "m2");
        stage.Find("▸").ShouldBe(held);
        stage.Frame.ShouldContain("held, 1 new, Esc goes back to now");
        stage.Press("Space");
        stage.Frame.ShouldContain("following");
    }

    [Fact]
    public void A_click_selects_a_worker_a_line_and_a_bar()
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Spawn();
        stage.Happens(LabEventKind.Published, "m1");
        stage.Happens(LabEventKind.Delivered, "m1", "w1");
        stage.Advance(TimeSpan.FromSeconds(5));
        stage.Happens(LabEventKind.Published, "m2");

        var w2 = stage.Find("w2 ");
        stage.Click(w2.X, w2.Y);
        stage.Workers.ReadSelected()!.Name.ShouldBe("w2");
        stage.Navigator.Focused.ShouldBe(PaneId.Flow);

        var line = stage.Find("#2 ");
        stage.Click(line.X, line.Y);
        stage.Selection.Current!.Number.ShouldBe(2);
        stage.Navigator.Focused.ShouldBe(PaneId.Log);

        var bar = stage.Find("━#1");
        stage.Click(bar.X, bar.Y);
        stage.Selection.Current!.Number.ShouldBe(1);
        stage.Navigator.Focused.ShouldBe(PaneId.Timeline);
    }

    [Fact]
    public void A_double_click_on_a_line_opens_its_message()
    {
        using var stage = new Stage();
        stage.Happens(LabEventKind.Published, "m1");
        var line = stage.Find("#1 ");
        stage.DoubleClick(line.X, line.Y);

        stage.Frame.ShouldContain("Message #1");
    }

    [Fact]
    public void The_wheel_scrolls_the_log_and_pauses_it()
    {
        using var stage = new Stage();
        for (var i = 0; i < 50; i++)
        {
            stage.Happens(LabEventKind.Published, $"m{i}");
        }

        var line = stage.Find("#50 ");
        stage.Wheel(line.X, line.Y, up: true);
        stage.Frame.ShouldNotContain("#50 ");
        stage.Log.Following.ShouldBeFalse();
    }

    [Fact]
    public void A_key_in_the_status_bar_can_be_clicked()
    {
        using var stage = new Stage();
        var help = stage.Find("? Help");
        stage.Click(help.X + 1, help.Y);
        stage.Dialogs.Top.ShouldBeOfType<PubSubLab.Tui.Overlays.HelpOverlay>();
    }

    [Fact]
    public void A_click_beside_a_window_closes_it_and_does_nothing_else()
    {
        using var stage = new Stage();
        stage.Press("a");
        var publish = new System.Drawing.Point(3, stage.Find("Publish").Y);
        stage.Click(publish.X, 9).Settle();

        stage.Dialogs.Top.ShouldBeNull();
        stage.Transport.Published.ShouldBeEmpty();
    }

    [Fact]
    public void The_status_bar_has_the_keys_of_the_pane_and_always_the_way_out()
    {
        using var stage = new Stage(60, 15);
        foreach (var key in new[] { "Esc", "2", "3", "4", "F2", "F3" })
        {
            stage.Press(key);
            stage.Rows()[14].ShouldContain("Ctrl+C Quit");
        }
    }

    [Fact]
    public void A_cloud_project_is_shown_in_another_colour_in_the_header()
    {
        var transport = new ScriptedTransport { Description = "cloud my-project", IsCloud = true };
        using var stage = new Stage(session: new PubSubLab.Lab.LabSession(transport, new LabJournal(new Microsoft.Extensions.Time.Testing.FakeTimeProvider())));
        var place = stage.Find("cloud my-project");
        stage.Picture[place.X, place.Y].Ground.ShouldNotBe(stage.Picture[1, 0].Ground);
    }

    [Fact]
    public void Publishing_to_a_real_project_asks_once_and_the_safe_answer_is_first()
    {
        var transport = new ScriptedTransport { Description = "cloud my-project", IsCloud = true };
        using var stage = new Stage(session: new PubSubLab.Lab.LabSession(transport, new LabJournal(new Microsoft.Extensions.Time.Testing.FakeTimeProvider())));
        stage.Press("p");
        stage.Frame.ShouldContain("Publish to a real project?");
        stage.Press("Enter").Settle();
        transport.Published.ShouldBeEmpty();

        stage.Press("p", "Tab", "Enter").Settle();
        transport.Published.Count.ShouldBe(1);

        stage.Press("p").Settle();
        transport.Published.Count.ShouldBe(2);
    }

    [Fact]
    public void The_first_worker_on_a_real_project_asks_once_and_the_safe_answer_is_first()
    {
        var transport = new ScriptedTransport { Description = "cloud my-project", IsCloud = true };
        using var stage = new Stage(session: new PubSubLab.Lab.LabSession(transport, new LabJournal(new Microsoft.Extensions.Time.Testing.FakeTimeProvider())));
        stage.Press("2", "+");
        stage.Frame.ShouldContain("Take messages on a real project?");
        stage.Press("Enter").Settle();
        transport.Sessions.ShouldBeEmpty();

        stage.Press("+", "Tab", "Tab", "Enter").Settle();
        transport.Sessions.Keys.ShouldBe(["w1"]);
        transport.Made.ShouldBeEmpty();

        stage.Press("+").Settle();
        transport.Sessions.Count.ShouldBe(2);
    }

    [Fact]
    public void A_temporary_subscription_on_a_real_project_gets_the_workers_and_goes_with_the_lab()
    {
        var transport = new ScriptedTransport { Description = "cloud my-project", IsCloud = true };
        using (var stage = new Stage(session: new PubSubLab.Lab.LabSession(transport, new LabJournal(new Microsoft.Extensions.Time.Testing.FakeTimeProvider()))))
        {
            stage.Press("2", "+", "Tab", "Enter").Until(() => transport.Made.Count == 1).Settle().Until(() => stage.Session.Workers.Workers.Count == 1).Settle();

            var made = transport.Made.ShouldHaveSingleItem();
            made.Temporary.ShouldBeTrue();
            made.Subscriptions[0].Topic.ShouldBe("lab-tasks");
            stage.Session.Workers.Workers[0].Subscription.ShouldBe(made.Subscriptions[0].Name);
        }

        transport.Made.ShouldBeEmpty();
    }

    [Fact]
    public void Another_programs_stream_is_shown_as_a_worker_that_cannot_be_commanded()
    {
        using var stage = new Stage();
        stage.Journal.Append(LabEventKind.StreamOpened, "python-1", "lab-tasks-sub");
        stage.Happens(LabEventKind.Delivered, "m1", "python-1");
        stage.Happens(LabEventKind.Acked, "m1", "python-1");
        stage.Frame.ShouldContain("0 running, 1 other");
        stage.Frame.ShouldContain("● other program");
        stage.Press("2", "Delete").Frame.ShouldContain("python-1 belongs to another program");
        stage.Press("r").Frame.ShouldContain("python-1 belongs to another program");

        stage.Journal.Append(LabEventKind.StreamClosed, "python-1", "lab-tasks-sub");
        stage.Frame.ShouldContain("■ gone");
        stage.Advance(TimeSpan.FromMinutes(2)).Frame.ShouldNotContain("■ gone");
    }

    [Fact]
    public void Every_theme_can_be_chosen_by_name_in_the_palette()
    {
        using var stage = new Stage();
        foreach (var theme in Enum.GetValues<ThemeName>())
        {
            stage.Press("Ctrl+P").Type("Theme: " + PubSubLab.Tui.Commands.ScreenCommands.NameOf(theme)).Press("Enter");
            stage.Get<ThemeChoice>().Current.Name.ShouldBe(theme);
        }
    }

    [Fact]
    public void The_palette_leaves_the_mouse_to_the_terminal_and_takes_it_back()
    {
        using var stage = new Stage();
        stage.Press("Ctrl+P").Type("mouse").Press("Enter");
        stage.Get<Preferences>().MouseOn.ShouldBeFalse();
        stage.Press("Ctrl+P").Type("mouse").Press("Enter");
        stage.Get<Preferences>().MouseOn.ShouldBeTrue();
    }

    [Fact]
    public void A_command_that_cannot_be_run_says_why_in_the_palette()
    {
        using var stage = new Stage();
        stage.Press("Ctrl+P").Type("kill");
        stage.Frame.ShouldContain("not now: there is no worker; + spawns one.");
        stage.Press("Enter");
        stage.Dialogs.Top.ShouldNotBeNull();
    }

    [Fact]
    public void The_help_begins_with_the_pane_that_was_left()
    {
        using var stage = new Stage();
        stage.Press("3", "F1");
        stage.Find(KeyTable.All.First(e => e.Id == CommandIds.TimelineNextBar).Help).Y.ShouldBeLessThan(20);
    }

    [Fact]
    public void A_bar_that_is_selected_by_a_key_comes_into_sight_with_its_lane()
    {
        using var stage = new Stage(80, 24);
        for (var i = 1; i <= 30; i++)
        {
            stage.Happens(LabEventKind.Delivered, $"m{i}", "w1");
            stage.Advance(TimeSpan.FromMilliseconds(100));
        }

        stage.Press("3");
        for (var i = 1; i <= 30; i++)
        {
            stage.Press("Right");
        }

        var timeline = stage.Get<TimelineView>();
        timeline.Selected!.Slot.ShouldBe(29);
        timeline.Top.ShouldBeGreaterThan(15);
        for (var i = 1; i < 30; i++)
        {
            stage.Press("Left");
        }

        (timeline.Selected!.Slot, timeline.Top).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("E")]
    [InlineData("R")]
    public void A_message_that_is_kept_in_part_cannot_be_published_from_here(string key)
    {
        using var stage = new Stage();
        var form = stage.Publisher.Form;
        stage.Happens(LabEventKind.Published, "m1", json: $"\"{new string('x', LabMessage.KeptBytes)}\"");
        stage.Press("4", "Up", key).Settle();

        stage.Notice!.Text.ShouldStartWith("#1 has 65,538 bytes and only the first 65,536 are kept here");
        stage.Publisher.Form.ShouldBe(form);
        stage.Transport.Published.ShouldBeEmpty();
    }

    [Fact]
    public void Time_that_is_let_run_ends_the_steps_that_were_asked_for()
    {
        using var stage = new Stage(withPorts: true);
        using var first = stage.LabClock!.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(25), Timeout.InfiniteTimeSpan);
        using var second = stage.LabClock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(50), Timeout.InfiniteTimeSpan);
        stage.Press(".", ".", ",").Settle();

        stage.LabClock.Speed.ShouldBe(1);
        stage.Journal.Now.ShouldBe(TimeSpan.Zero);
        stage.Notice!.Text.ShouldBe("Time runs again, as it does.");
    }

    [Fact]
    public void A_strategy_is_explained_until_there_is_something_to_tell()
    {
        using var stage = new Stage(80, 24);
        stage.ToField("Route by").Press("Right").Frame.ShouldContain("filter-mod: N subscriptions");
        stage.Press("Enter").Settle();
        stage.Frame.ShouldContain("✓ published 1 of 1");
        stage.Frame.ShouldNotContain("filter-mod: N subscriptions");
        stage.Press("Right").Frame.ShouldContain("filter-user: a subscription for each user");
    }

    [Theory]
    [InlineData("R")]
    [InlineData("y")]
    [InlineData("E")]
    [InlineData("w")]
    [InlineData("f")]
    public void On_a_line_about_no_message_keys_for_messages_meet_none(string key)
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Happens(LabEventKind.Published, "m1");
        stage.Press("4", "Up", "Home", key).Settle();

        stage.Notice!.Text.ShouldContain("the selected line of the log is about no message");
        stage.Dialogs.Top.ShouldBeNull();
        stage.Transport.Published.ShouldBeEmpty();
        stage.Copied.ShouldBeNull();
        stage.Press("Down", "Enter").Frame.ShouldContain("Message #1");
    }

    [Fact]
    public void The_digit_that_leads_into_the_form_is_not_typed_into_it()
    {
        using var stage = new Stage();
        stage.Press("3", "1").Navigator.Focused.ShouldBe(PaneId.Publisher);
        stage.Press("1").Navigator.Focused.ShouldBe(PaneId.Timeline, "the key that leads to the form leads back");
        stage.Press("1").Type("x");
        stage.Publisher.Form.Topic.ShouldBe("lab-tasks");
        stage.Press("Esc").ToField("Topic").Press("End").Type("2");
        stage.Publisher.Form.Topic.ShouldBe("lab-tasks2");
        stage.Type("1");
        stage.Publisher.Form.Topic.ShouldBe("lab-tasks21");
        stage.Press("Esc", "/").Type("//");
        stage.Log.Filter.Text.ShouldBe("//");
    }

    [Fact]
    public void What_was_wrong_with_the_form_is_gone_when_the_form_is_another()
    {
        using var stage = new Stage(80, 24);
        stage.Press("1", "Up", "Up", "Ctrl+U").Type("zero").Press("Enter").Frame.ShouldContain("✗ Count is 'zero'");
        stage.Press("Ctrl+U").Type("1").Frame.ShouldNotContain("✗");
    }

    [Theory]
    [InlineData(100, 28)]
    [InlineData(120, 36)]
    [InlineData(60, 15)]
    public void The_labels_of_the_timelines_axis_do_not_run_into_each_other(int width, int height)
    {
        using var stage = new Stage(width, height);
        stage.Happens(LabEventKind.Published, "m1");
        stage.Advance(TimeSpan.FromSeconds(232.4));
        stage.Press("3", "Home");
        foreach (var key in new[] { "<", ">", ">", "PageDown", "<", "<" })
        {
            stage.Press(key);
            var rows = stage.Rows().ToList();
            var axis = rows[rows.FindIndex(rows.FindIndex(r => r.Contains("3 Timeline ─", StringComparison.Ordinal)), r => r.Contains('╚', StringComparison.Ordinal)) - 1];
            axis.Split('║')[^2].ShouldMatch(@"^ +(-\d+(\.\d+)? (ms|s|min|h)( \d+(\.\d+)? (ms|s|min))?( +|$))*(now)?$", "labels one after another, and none of a time to come");
        }
    }

    [Theory]
    [InlineData("k")]
    [InlineData("x")]
    [InlineData("Delete")]
    public void A_key_pressed_on_a_choice_between_text_fields_ends_no_worker(string key)
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.ToField("Route by").Press(key);
        stage.Press("Esc", key).Settle();
        stage.Session.Workers.Workers[0].State.ShouldBe(WorkerState.Running);
    }
}

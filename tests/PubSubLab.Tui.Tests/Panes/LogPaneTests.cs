using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Panes;

public class LogPaneTests
{
    private const string Note = "This backend has no ack deadline: a worker that dies gives its tasks back when its connection closes, and the last words of this note are cut.";

    [Fact]
    public void A_log_that_is_held_says_so_and_what_follows_again()
    {
        using var stage = new Stage();
        stage.Happens(LabEventKind.Published, "m1");
        stage.Press("4", "Up");
        stage.Happens(LabEventKind.Published, "m2");
        stage.Frame.ShouldContain("Message log ─ held, 1 new, Esc goes back to now");
        stage.Press("Down", "Down", "Down").Frame.ShouldContain("Message log ─ following");
        stage.Press("Space").Frame.ShouldContain("held, Esc goes back to now");
    }

    [Fact]
    public void A_log_that_was_scrolled_follows_again_when_an_experiment_starts()
    {
        using var stage = new Stage();
        stage.Happens(LabEventKind.Published, "m1");
        stage.Press("4", "Up");
        stage.Log.Following.ShouldBeFalse();

        stage.Press("F2", "s");
        stage.Experiments.IsRunning.ShouldBeTrue();
        stage.Log.Following.ShouldBeTrue();
        stage.Experiments.Stop();
        stage.Settle();
    }

    [Fact]
    public void What_a_person_holds_stays_when_an_experiment_starts_and_the_way_to_the_run_is_said()
    {
        using var stage = new Stage();
        stage.Happens(LabEventKind.Published, "m1");
        stage.Press("4", "Space", "F2", "s");
        stage.Experiments.IsRunning.ShouldBeTrue();
        (stage.Log.Following, stage.Playback.HeldAt is not null).ShouldBe((false, true));
        stage.Notice!.Text.ShouldBe("Timeline and log stay held; Space shows the run.");
        stage.Press("Space").Log.Following.ShouldBeTrue();
        stage.Experiments.Stop();
        stage.Settle();
    }

    [Fact]
    public void That_lines_went_by_too_fast_is_said_only_until_they_do_no_more()
    {
        using var stage = new Stage();
        for (var i = 0; i < 3_000; i++)
        {
            stage.Happens(LabEventKind.Published, $"m{i}");
        }

        stage.Draw();
        stage.Frame.ShouldContain("lines too fast to show");
        stage.Advance(TimeSpan.FromSeconds(4)).Frame.ShouldContain("lines too fast to show");
        stage.Advance(TimeSpan.FromSeconds(2)).Frame.ShouldNotContain("too fast");
    }

    [Fact]
    public void The_filter_line_offers_the_last_filter_and_applies_it_only_when_it_is_kept()
    {
        using var stage = new Stage();
        stage.Happens(LabEventKind.Published, "m1");
        stage.Happens(LabEventKind.Published, "m2");
        stage.Press("/").Type("#1").Press("Enter", "/", "Esc");
        stage.Log.Filter.IsEmpty.ShouldBeTrue("Esc clears it");

        stage.Press("/").Frame.ShouldContain("#1");
        stage.Log.Count.ShouldBe(2, "an offered filter hides nothing");
        stage.Type("#2").Log.Filter.Text.ShouldBe("#2", "new text takes the place of the offered one");
        stage.Press("Esc", "/", "Enter").Log.Filter.Text.ShouldBe("#2", "Enter takes the offered one");
    }

    [Fact]
    public void A_line_about_no_message_opens_as_a_whole()
    {
        using var stage = new Stage(80, 24);
        stage.Journal.Append(LabEventKind.Note, data: new Reason(Note));
        stage.Press("4", "z").Frame.ShouldNotContain("note are cut.");

        stage.Press("Enter");

        stage.Dialogs.Top.ShouldBeOfType<LineOverlay>();
        Words(stage).ShouldContain("the last words of this note are cut.");
        stage.Press("Esc").Dialogs.Top.ShouldBeNull();
    }

    [Fact]
    public void Signs_show_at_which_edge_a_line_is_cut_and_scrolling_goes_no_further_than_the_text()
    {
        using var stage = new Stage(80, 24);
        stage.Journal.Append(LabEventKind.Note, data: new Reason("short"));
        stage.Journal.Append(LabEventKind.Note, data: new Reason(Note));
        stage.Press("4");
        Line(stage, "This backend").TrimEnd('║').ShouldEndWith("›");
        Line(stage, "short").ShouldNotContain("›");

        stage.Press([.. Enumerable.Repeat("Right", 100)]);
        var line = Line(stage, "are cut.");
        line.ShouldNotContain("›");
        line.ShouldContain("‹");
        stage.Press([.. Enumerable.Repeat("Left", 100)]);
        stage.Log.Sideways.ShouldBe(0);
    }

    [Fact]
    public void The_hint_of_the_filter_is_whole_in_the_smallest_window()
    {
        using var stage = new Stage(60, 15);
        stage.Press("4", "/").Frame.ShouldContain("Enter keeps, Esc clears");
    }

    [Theory]
    [InlineData(CopyKey.Copy)]
    [InlineData(CopyKey.Export)]
    public void What_would_be_cut_is_said_before_it_is_made(CopyKey key)
    {
        var folder = Directory.CreateTempSubdirectory("pubsublab-export-");
        try
        {
            using var stage = new Stage();
            stage.Get<LogExport>().Folder = folder.FullName;
            stage.Happens(LabEventKind.Published, "large", json: new string('x', LabMessage.KeptBytes + 1));
            stage.Press("4", key == CopyKey.Copy ? "y" : "o");
            if (key == CopyKey.Export)
            {
                stage.Press("Enter").Settle();
            }

            stage.Dialogs.Top.ShouldBeOfType<ConfirmOverlay>();
            Words(stage).ShouldContain("65,536");
            (stage.Copied, folder.GetFiles().Length).ShouldBe((null, 0));

            stage.Press("Right", "Enter").Settle();
            (stage.Copied?.Length, folder.GetFiles().Length).ShouldBe(key == CopyKey.Copy ? (LabMessage.KeptBytes, 0) : (null, 1));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_export_that_lacks_the_oldest_events_says_so_before_it_is_made()
    {
        using var stage = new Stage(journalCapacity: 16);
        for (var i = 0; i < 40; i++)
        {
            stage.Happens(LabEventKind.Published, $"m{i}");
        }

        stage.Press("4", "o", "Enter").Settle();

        Words(stage).ShouldContain("oldest events are no longer stored");
        stage.Press("Esc").Dialogs.Top.ShouldNotBeOfType<ConfirmOverlay>();
    }

    public enum CopyKey
    {
        Copy,
        Export,
    }

    private static string Line(Stage stage, string text) => stage.Rows()[stage.Find(text).Y].TrimEnd();

    private static string Words(Stage stage) =>
        string.Join(' ', stage.Frame.Split([' ', '\n', '║', '│'], StringSplitOptions.RemoveEmptyEntries));
}

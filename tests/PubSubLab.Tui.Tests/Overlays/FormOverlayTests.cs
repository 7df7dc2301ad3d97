using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Tests.Frames;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Overlays;

/// <summary>A form in a window that is lower than it is.</summary>
public class FormOverlayTests
{
    [Fact]
    public void It_follows_the_focus_and_leaves_its_frame_alone()
    {
        using var stage = Open();
        stage.Frame.ShouldContain("Name  ");
        stage.Frame.ShouldContain("↓ more");
        stage.Frame.ShouldNotContain("Cancel");
        foreach (var label in new[] { "Filter", "Ack deadline", "Retry after", "Dead letters to", "after attempts", "Ordering", "Exactly once" })
        {
            stage.Press("Tab").Frame.ShouldContain(label);
            IsFramed(stage);
        }

        stage.Press("Tab").Frame.ShouldContain("▸ Create ◂");
        stage.Frame.ShouldNotContain("Name  ");
        stage.Frame.ShouldNotContain("↓ more");
        stage.Press("Tab", "Tab").Frame.ShouldContain("Name  ", customMessage: "round to the first");
        IsFramed(stage);
    }

    [Fact]
    public void What_is_wrong_is_said_and_the_field_stays_in_sight()
    {
        using var stage = Open();
        stage.Press("Tab", "Tab", "Ctrl+U").Type("1s").Press("Enter");

        stage.Frame.ShouldContain("✗ '1s' is no ack deadline");
        stage.Frame.ShouldContain("✗ Ack deadline   1s");
        IsFramed(stage);
        stage.Press("Tab", "Tab", "Tab", "Tab", "Tab", "Tab").Frame.ShouldContain("▸ Create ◂");
        stage.Frame.ShouldContain("✗ '1s' is no ack deadline");
        IsFramed(stage);
    }

    [Fact]
    public void A_window_that_grows_shows_all_of_it()
    {
        using var stage = Open();
        stage.Press("Shift+Tab").Frame.ShouldNotContain("Name  ");
        stage.Resize(120, 36);
        stage.Frame.ShouldContain("Name  ");
        stage.Frame.ShouldContain("▸ Cancel ◂");
        stage.Frame.ShouldNotContain("↓ more");
    }

    [Fact]
    public void Home_and_End_go_to_its_ends_and_not_round()
    {
        using var stage = new Stage();
        stage.Press("a", "Home").Frame.ShouldContain("( ) flaky");
        stage.Press("Right").Frame.ShouldContain("(•) flaky", customMessage: "the first row still has the focus");
        stage.Press("End").Frame.ShouldContain("▸ Cancel ◂");
        stage.Press("End").Frame.ShouldContain("▸ Cancel ◂");
        stage.Press("Home", "Right").Frame.ShouldContain("(•) slow");
    }

    private static Stage Open() => new Stage(ScreenLayout.Smallest.Width, ScreenLayout.Smallest.Height, withPorts: true).ShowTopology().Press("B");

    /// <summary>Every dialog with fields: how it opens, from the topology or from the flow.</summary>
    public static TheoryData<string, string> Forms => new() { { "flow", "a" }, { "flow", "e" }, { "flow", "Alt+S" }, { "topology", "A" }, { "topology", "B" } };

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_letter_never_leaves_a_form_or_does_what_it_does_outside(string page, string open)
    {
        using var stage = new Stage(withPorts: true);
        stage.Spawn();
        if (page == "topology")
        {
            stage.Press("F3").Settle();
        }

        stage.Press(open);
        var form = stage.Dialogs.Top.ShouldBeAssignableTo<FormOverlay>()!;
        for (var field = 0; field < 12; field++)
        {
            foreach (var letter in "jkhlgGx+rsepPRwdcvT".Select(c => c.ToString()))
            {
                stage.Press(letter);
                stage.Dialogs.Top.ShouldBe(form, $"{letter} in field {field}");
            }

            stage.Press("Tab");
        }

        stage.Session.Workers.Workers.Count.ShouldBe(1);
        stage.Transport.Published.ShouldBeEmpty();
    }

    [Fact]
    public void A_window_keeps_the_keys_while_the_terminal_is_too_small_for_it()
    {
        using var stage = new Stage(120, 36);
        stage.Press("4", "?").Resize(50, 14).Resize(120, 36).Press("q", "j");
        stage.Dialogs.Top.ShouldBeNull();
        stage.Get<PaneNavigator>().Focused.ShouldBe(PaneId.Log);
        stage.Frame.ShouldContain("Topic        lab-tasks ");
    }

    [Fact]
    public void Space_presses_the_button_that_has_the_focus()
    {
        using var stage = new Stage(withPorts: true);
        stage.Press("a");
        var form = stage.Dialogs.Top.ShouldBeAssignableTo<FormOverlay>()!;
        for (var field = 0; field < 12 && stage.Dialogs.Top == form; field++)
        {
            stage.Press("Tab", "Space");
        }

        stage.Dialogs.Top.ShouldBeNull();
    }

    [Fact]
    public void A_letter_chooses_where_there_is_a_choice()
    {
        using var stage = new Stage();
        stage.Press("a", "s").Frame.ShouldContain("(•) slow");
        stage.Press("f").Frame.ShouldContain("(•) flaky");
        stage.Press("z").Frame.ShouldContain("(•) flaky");
    }

    [Fact]
    public void Where_nothing_is_typed_q_leaves_a_form_as_it_leaves_every_window_and_help_opens_over_it()
    {
        using var stage = new Stage();
        stage.Press("a");
        var form = stage.Dialogs.Top.ShouldBeAssignableTo<FormOverlay>()!;
        stage.Press("Tab").Type("q?:").Dialogs.Top.ShouldBe(form, "in a text field they are text");
        stage.Press("Shift+Tab", "?").Dialogs.Top.ShouldBeOfType<HelpOverlay>();
        stage.Press("?").Dialogs.Top.ShouldBe(form);
        stage.Press("f").Frame.ShouldContain("(•) flaky", customMessage: "the choice has the focus again");
        stage.Press(":").Dialogs.Top.ShouldBeOfType<PaletteOverlay>();
        stage.Press("Esc", "q").Dialogs.Top.ShouldBeNull();
    }

    [Fact]
    public void A_mistake_stands_beside_its_field_as_it_is_typed_and_goes_with_it()
    {
        using var stage = new Stage(withPorts: true);
        stage.Press("F3").Settle().Press("B", "Tab", "Tab", "Ctrl+U").Type("1s").Frame.ShouldContain("✗ Ack deadline   1s       ✗ '1s' is no ack deadline; write 10s to 600s.");
        stage.Press("Ctrl+U").Type("20s").Frame.ShouldNotContain("no ack deadline");
    }

    [Fact]
    public void The_window_of_a_worker_says_what_the_chosen_handler_does()
    {
        using var stage = new Stage();
        stage.Press("a").Frame.ShouldContain("Acks each task at once.");
        stage.Press("Right").Frame.ShouldContain("Fails the first attempts of each task");
    }

    private static void IsFramed(Stage stage)
    {
        var rows = stage.Rows().Where(r => r.Contains('║', StringComparison.Ordinal)).ToList();
        rows.Count.ShouldBe(ScreenLayout.Smallest.Height - 4, stage.Frame);
        stage.Rows().Single(r => r.Contains('╚', StringComparison.Ordinal)).Trim('─', '│', '└', '┘', '╚', '╝', '═', ' ').ShouldBeOneOf("", "↓ more");
    }
}

using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Tests.Frames;
using PubSubLab.Tui.Tests.Support;
using Terminal.Gui.Text;

namespace PubSubLab.Tui.Tests.Drawing;

/// <summary>Only cells that changed go to the terminal; the terminal must show the screen all the same.</summary>
public class SheetTests
{
    private static readonly string[] s_texts =
        ["plain", "日本語の本文", "a日b本c語", "family 👨‍👩‍👧 emoji 🚀🚀", "e\u0301 combined", "\u001b[31mred", "שלום", "x"];

    private static readonly string[] s_keys =
        ["1", "2", "3", "4", "Up", "Down", "PageUp", "End", "Right", "Right", "Left", "Enter", "F1", "Ctrl+P", "F2", "F3", "z", "t", "Space", "/", "Tab", "l", ">", "<", "Ctrl+T", "w"];

    private static readonly (int Width, int Height)[] s_sizes = [(120, 36), (80, 24), (60, 15), (200, 60), (40, 10)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    public void A_terminal_that_gets_only_what_changed_shows_the_screen(int seed)
    {
        var random = new Random(seed);
        using var stage = new Stage().Play();
        var terminal = new ShadowTerminal(stage);
        var did = new List<string>();
        var wide = 0;
        for (var step = 0; step < 150; step++)
        {
            did.Add(Act(stage, random, step));
            var frame = stage.Frame;
            wide += frame.Contains('日', StringComparison.Ordinal) ? 1 : 0;
            terminal.ToText().ReplaceLineEndings("\n").ShouldBe(frame, $"after {string.Join(", ", did.TakeLast(6))} (step {step} of seed {seed})");
        }

        wide.ShouldBeGreaterThan(10, "wide characters are what is hard about it");
    }

    [Fact]
    public void A_second_that_passes_costs_the_cells_of_the_clock()
    {
        using var stage = new Stage().Play();
        var terminal = new ShadowTerminal(stage);
        stage.Advance(TimeSpan.FromHours(1));
        var before = terminal.Written;
        stage.Advance(TimeSpan.FromSeconds(1));
        (terminal.Written - before).ShouldBeInRange(1, 60, "the clock, and what is counted in seconds");
    }

    [Fact]
    public void Drawing_the_same_again_writes_nothing()
    {
        using var stage = new Stage().Play();
        var terminal = new ShadowTerminal(stage);
        stage.Draw();
        var before = terminal.Written;
        stage.Window.SetNeedsDraw();
        stage.Draw();

        // The text fields are the library's, which writes all of theirs.
        (terminal.Written - before).ShouldBeLessThan(250);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("Ctrl+P")]
    [InlineData("F1")]
    public void What_lies_open_does_not_have_the_screen_drawn_anew(string key)
    {
        using var stage = new Stage().Play();
        stage.Press("4", key);
        stage.Draw();
        stage.Draw();
        stage.Window.App!.ClearScreenNextIteration.ShouldBeFalse();
    }

    [Fact]
    public void A_window_over_wide_characters_cuts_them_cleanly_and_gives_them_back()
    {
        using var stage = new Stage(240, 60).Play();
        var terminal = new ShadowTerminal(stage);

        // One column further with each line, so that both edges of the window go through the middle of some.
        for (var i = 0; i < 50; i++)
        {
            stage.Happens(LabEventKind.Published, $"wide{i}", json: new string('x', i) + new string('日', 90));
        }

        stage.Press("4", "z", "End");
        var before = stage.Frame;
        before.ShouldContain("日日");
        stage.Press("Ctrl+P");
        var over = stage.Rows();
        terminal.ToText().ReplaceLineEndings("\n").ShouldBe(string.Join('\n', over));
        var cut = over.Where(r => r.Contains('日', StringComparison.Ordinal)).ToList();
        cut.Count.ShouldBe(50);
        cut.ShouldAllBe(r => r.GetColumns(true) == 240);
        over.ShouldContain(r => r.Contains("日║", StringComparison.Ordinal));
        over.ShouldContain(r => r.Contains("日 ║", StringComparison.Ordinal));
        over.ShouldContain(r => r.Contains("║ 日", StringComparison.Ordinal));
        stage.Press("Esc");
        stage.Frame.ShouldBe(before);
        terminal.ToText().ReplaceLineEndings("\n").ShouldBe(before);
    }

    private static string Act(Stage stage, Random random, int step)
    {
        switch (random.Next(12))
        {
            case 0:
                var size = s_sizes[random.Next(s_sizes.Length)];
                stage.Resize(size.Width, size.Height);
                return $"{size}";
            case 1 or 2 or 3:
                var text = s_texts[random.Next(s_texts.Length)];
                stage.Happens(LabEventKind.Published, $"s{step}", json: text, user: random.Next(2) == 0 ? text : null);
                stage.Draw();
                return text;
            case 4:
                stage.Advance(TimeSpan.FromMilliseconds(random.Next(3_000)));
                return "time";
            case 5:
                stage.Press("Esc");
                return "Esc";
            default:
                var key = s_keys[random.Next(s_keys.Length)];
                stage.Press(key);
                return key;
        }
    }
}

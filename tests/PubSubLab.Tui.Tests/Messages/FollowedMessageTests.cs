using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Frames;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Tests.Support;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Tests.Messages;

public class FollowedMessageTests
{
    [Theory]
    [InlineData(ThemeName.Dark)]
    [InlineData(ThemeName.Light)]
    [InlineData(ThemeName.Monochrome)]
    [InlineData(ThemeName.HighContrast)]
    public void A_followed_message_is_in_reverse_video_in_bar_log_and_details_and_the_rest_is_dim(ThemeName theme)
    {
        using var stage = Three(theme);
        stage.Press("4", "Home", "f");
        var picture = stage.Picture;
        var normal = Theme.Of(theme)[Role.Normal];

        // The name in the bar, and the number in the log.
        foreach (var place in Places(picture, "#1"))
        {
            IsReverse(picture, place, normal).ShouldBeTrue($"#1 at {place}\n{picture.ToText()}");
        }

        foreach (var place in Places(picture, "#2").Concat(Places(picture, "#3")))
        {
            IsReverse(picture, place, normal).ShouldBeFalse($"others at {place}");
        }

        Places(picture, "#1").Count().ShouldBeGreaterThan(2);
        stage.Press("Enter");
        IsReverse(stage.Picture, stage.Find(" #1 ║"), normal).ShouldBeTrue(stage.Frame);
    }

    [Fact]
    public void The_same_key_or_Esc_ends_it_and_the_filter_stays()
    {
        using var stage = Three();
        stage.Press("4", "Home", "f");
        stage.Get<FollowedMessage>().Current!.Number.ShouldBe(1);
        stage.Log.Filter.IsEmpty.ShouldBeTrue("to follow is no filter");
        stage.Press("f");
        stage.Get<FollowedMessage>().Current.ShouldBeNull();

        stage.Press("/").Type("#1").Press("Enter", "f");
        stage.Get<FollowedMessage>().Current!.Number.ShouldBe(1);
        stage.Press("Esc");
        (stage.Get<FollowedMessage>().Current, stage.Log.Filter.Text).ShouldBe((null, "#1"));
        stage.Press("Esc").Log.Following.ShouldBeTrue("then the log goes back to now");
        stage.Press("Esc");
        stage.Log.Filter.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void While_the_log_follows_the_key_ends_it_and_does_not_go_on_to_the_newest_message()
    {
        using var stage = Three();
        stage.Press("4", "f");
        stage.Get<FollowedMessage>().Current!.Number.ShouldBe(3);
        stage.Happens(LabEventKind.Published, "m4");
        stage.Press("f");
        stage.Get<FollowedMessage>().Current.ShouldBeNull();
    }

    [Fact]
    public void Another_message_that_is_chosen_is_followed_instead()
    {
        using var stage = Three();
        stage.Press("4", "Home", "f", "G", "k", "f");
        stage.Get<FollowedMessage>().Current!.Number.ShouldBe(3);
    }

    [Fact]
    public void The_bar_of_a_followed_message_comes_into_sight()
    {
        using var stage = new Stage();
        for (var i = 1; i <= 40; i++)
        {
            stage.Happens(LabEventKind.Delivered, $"m{i}", "w1");
        }

        stage.Advance(TimeSpan.FromSeconds(10));
        stage.Frame.ShouldNotContain("━#40━");
        stage.Press("4", "G", "f");
        stage.Frame.ShouldContain("━#40━");
    }

    [Fact]
    public void The_dot_of_a_followed_message_is_in_reverse_video_on_its_wire()
    {
        using var stage = new Stage();
        stage.Spawn();
        stage.Happens(LabEventKind.Published, "m1");
        stage.Happens(LabEventKind.Delivered, "m1", "w1");
        stage.Advance(TimeSpan.FromMilliseconds(500));
        var normal = Theme.Of(ThemeName.Dark)[Role.Normal];
        var row = stage.Rows().First(r => r.Contains("lab-tasks-sub") is false && r.Contains("w1") && r.Contains('●'));
        var dot = new System.Drawing.Point(row.LastIndexOf('●'), stage.Rows().ToList().IndexOf(row));
        IsReverse(stage.Picture, dot, normal).ShouldBeFalse();

        stage.Press("4", "f");
        IsReverse(stage.Picture, dot, normal).ShouldBeTrue(stage.Frame);
    }

    private static Stage Three(ThemeName theme = ThemeName.Dark)
    {
        var stage = new Stage(theme: theme);
        for (var i = 1; i <= 3; i++)
        {
            stage.Happens(LabEventKind.Published, $"m{i}");
            stage.Happens(LabEventKind.Delivered, $"m{i}", "w1");
        }

        return stage.Advance(TimeSpan.FromSeconds(10));
    }

    private static IEnumerable<System.Drawing.Point> Places(ScreenFrame picture, string text)
    {
        var rows = picture.ToText().Split('\n');

        // The notice and the log's title name the message in plain text.
        for (var y = 0; y < rows.Length; y++)
        {
            for (var x = rows[y].IndexOf(text, StringComparison.Ordinal); x >= 0 && !rows[y].Contains("in reverse"); x = rows[y].IndexOf(text, x + 1, StringComparison.Ordinal))
            {
                yield return new(x, y);
            }
        }
    }

    // Reverse video: the ground is a colour of text, and the text has the ground's.
    private static bool IsReverse(ScreenFrame picture, System.Drawing.Point at, Terminal.Gui.Drawing.Attribute normal)
    {
        var cell = picture[at.X, at.Y];
        var ground = normal.Background == Terminal.Gui.Drawing.Color.None ? "ground" : $"#{normal.Background.R:x2}{normal.Background.G:x2}{normal.Background.B:x2}";
        return cell.Front == ground && cell.Bold;
    }
}

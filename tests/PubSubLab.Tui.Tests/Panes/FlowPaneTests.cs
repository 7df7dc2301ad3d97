using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Flow;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Panes;

public class FlowPaneTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(99_999, "99,999")]
    [InlineData(100_000, "100k")]
    [InlineData(123_456, "123.5k")]
    [InlineData(999_940, "999.9k")]
    [InlineData(999_999, "1M")]
    [InlineData(1_000_000, "1M")]
    [InlineData(12_345_678, "12.3M")]
    [InlineData(123_456_789, "123.5M")]
    public void A_count_is_never_cut(long count, string shown)
    {
        FlowText.Short(count).ShouldBe(shown);
        shown.Length.ShouldBeLessThanOrEqualTo(6);
    }

    [Theory]
    [InlineData(120, 36)]
    [InlineData(80, 24)]
    public void Names_of_other_programs_that_begin_alike_can_be_told_apart(int width, int height)
    {
        using var stage = new Stage(width, height);
        foreach (var name in new[] { "w1@27451", "w1@27452" })
        {
            stage.Journal.Append(LabEventKind.StreamOpened, name, "lab-tasks-sub");
            stage.Happens(LabEventKind.Delivered, name, name);
        }

        stage.Press("2");
        stage.Rows().ShouldContain(r => r.Contains("w1@27451 ● other program", StringComparison.Ordinal) && r.Contains("█░░░░ 1", StringComparison.Ordinal));
        stage.Rows().ShouldContain(r => r.Contains("w1@27452 ● other program", StringComparison.Ordinal));
        stage.Press("3");
        stage.Rows().ShouldContain(r => r.Contains(" w1@27451 ", StringComparison.Ordinal) && r.Contains('▸', StringComparison.Ordinal));
        stage.Rows().ShouldContain(r => r.Contains(" w1@27452 ", StringComparison.Ordinal) && r.Contains('▸', StringComparison.Ordinal));
    }
}

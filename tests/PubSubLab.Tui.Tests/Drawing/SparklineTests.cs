using PubSubLab.Tui.Drawing;

namespace PubSubLab.Tui.Tests.Drawing;

public class SparklineTests
{
    [Fact]
    public void Bars_over_several_rows_have_the_scale_of_the_highest_of_all()
    {
        Sparkline.Rows([0, 1, 50, 100], 100, 2).ShouldBe(["  ▁█", "▁▂██"]);
        Sparkline.Rows([0, 1, 50, 100], 200, 2).ShouldBe(["   ▁", "▁▂▅█"]);
    }

    [Fact]
    public void Nothing_yet_is_the_lowest_bar_and_no_room_is_no_row()
    {
        Sparkline.Rows([0, 0], 0, 1).ShouldBe(["▁▁"]);
        Sparkline.Rows([5], 5, 0).ShouldBeEmpty();
    }
}

using PubSubLab.Tui.Drawing;

namespace PubSubLab.Tui.Tests.Drawing;

public sealed class ScrollWindowTests
{
    [Theory]
    [InlineData(0, 3, 5, 20, 0, "in sight already")]
    [InlineData(0, 9, 5, 20, 5, "moves as little as it can")]
    [InlineData(9, 4, 5, 20, 4, "upwards")]
    [InlineData(15, 16, 10, 20, 10, "more room, or fewer rows: none is left empty")]
    [InlineData(3, 2, 10, 5, 0, "all are in sight")]
    [InlineData(0, 0, 5, 0, 0, "an empty list")]
    [InlineData(0, 7, 0, 20, 7, "no room")]
    [InlineData(0, 7, -3, 20, 7, "less than none")]
    [InlineData(0, 20, 5, 20, 16, "a choice behind the end")]
    public void The_chosen_row_is_in_sight(int top, int chosen, int rows, int count, int expected, string why) =>
        ScrollWindow.Top(top, chosen, rows, count).ShouldBe(expected, why);
}

using PubSubLab.Tui.Panes;

namespace PubSubLab.Tui.Tests.Panes;

public class WorkersPaneTests
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
        WorkersPane.Short(count).ShouldBe(shown);
        shown.Length.ShouldBeLessThanOrEqualTo(6);
    }
}

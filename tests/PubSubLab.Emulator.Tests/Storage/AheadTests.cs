using PubSubLab.Emulator.Storage;

namespace PubSubLab.Emulator.Tests.Storage;

public sealed class AheadTests
{
    private bool _isReading;
    private bool _isDisposed;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2000)]
    [InlineData(6001)]
    public void All_rows_come_in_order(int count)
    {
        Rows(count).Ahead().ShouldBe(Enumerable.Range(0, count));
        _isDisposed.ShouldBeTrue();
    }

    [Fact]
    public void A_row_that_cannot_be_read_is_the_callers_exception() =>
        Should.Throw<IOException>(() => Rows(6001, damaged: 5000).Ahead().Count()).Message.ShouldBe("row 5000");

    [Fact]
    public void A_caller_who_stops_leaves_no_reader_behind()
    {
        foreach (var row in Rows(10_000).Ahead())
        {
            if (row == 2500)
            {
                break;
            }
        }

        (_isReading, _isDisposed).ShouldBe((false, true));
    }

    private IEnumerable<int> Rows(int count, int damaged = -1)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                _isReading = true;
                if (i == damaged)
                {
                    throw new IOException($"row {i}");
                }

                _isReading = false;
                yield return i;
            }
        }
        finally
        {
            _isDisposed = true;
        }
    }
}

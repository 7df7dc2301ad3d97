using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Wording;

namespace PubSubLab.Lab.Tests;

public sealed class DurationsTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.0004, "0 s")]
    [InlineData(0.0005, "1 µs")]
    [InlineData(0.004, "4 µs")]
    [InlineData(3.2, "3.2 ms")]
    [InlineData(250, "250 ms")]
    [InlineData(5_000, "5 s")]
    [InlineData(12_340, "12.3 s")]
    [InlineData(50_000, "50 s")]
    [InlineData(55_500, "55.5 s")]
    [InlineData(59_600, "59.6 s")]
    [InlineData(59_940, "59.9 s")]
    [InlineData(59_960, "1 min")]
    [InlineData(60_000, "1 min")]
    [InlineData(119_700, "2 min")]
    [InlineData(3_599_700, "1 h 0 min")]
    [InlineData(125_000, "2 min 5 s")]
    [InlineData(7_260_000, "2 h 1 min")]
    [InlineData(-5_000, "-5 s")]
    public void Are_written_in_one_unit(double milliseconds, string text) => Durations.Format(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(text);

    [Fact]
    public void A_task_that_takes_no_measurable_time_is_handled_at_once()
    {
        EventWords.Of(Handled.In(TimeSpan.Zero)).ShouldBe("handled at once");
        EventWords.Of(Handled.In(TimeSpan.FromMicroseconds(4))).ShouldBe("handled in 4 µs");
    }

    [Theory]
    [InlineData(-1, "0 s", "now")]
    [InlineData(0.9, "0 s", "now")]
    [InlineData(4.9, "4 s", "4 s ago")]
    [InlineData(125, "2 min", "2 min ago")]
    [InlineData(7_260, "2 h", "2 h ago")]
    [InlineData(200_000, "2 d", "2 d ago")]
    public void Ages_have_one_unit_rounded_down(double seconds, string age, string ago)
    {
        Durations.Age(TimeSpan.FromSeconds(seconds)).ShouldBe(age);
        Durations.Ago(TimeSpan.FromSeconds(seconds)).ShouldBe(ago);
    }

    [Fact]
    public void Between_50_and_61_s_a_longer_one_never_reads_shorter_and_none_reads_60_s()
    {
        var before = 0.0;
        for (var milliseconds = 50_000; milliseconds <= 61_000; milliseconds += 10)
        {
            var text = Durations.Format(TimeSpan.FromMilliseconds(milliseconds));
            text.ShouldNotBe("60 s");
            var parts = text.Split(' ');
            var seconds = parts.Chunk(2).Sum(p => double.Parse(p[0], System.Globalization.CultureInfo.InvariantCulture) * (p[1] == "min" ? 60 : 1));
            seconds.ShouldBe(milliseconds / 1000.0, 0.51, text);
            seconds.ShouldBeGreaterThanOrEqualTo(before, text);
            before = seconds;
        }
    }

    [Theory]
    [InlineData("200ms", 200)]
    [InlineData("3s", 3_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("4", 4_000)]
    [InlineData("0", 0)]
    public void Are_read_with_their_unit(string text, double milliseconds)
    {
        Durations.TryParse(text, out var value).ShouldBeTrue();
        value.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-3s")]
    [InlineData("3x")]
    [InlineData("3sm")]
    [InlineData("99999h")]
    public void What_is_none_is_refused(string text) => Durations.TryParse(text, out _).ShouldBeFalse();
}

using Google.Api.Gax;
using Google.Cloud.PubSub.V1.Concurrency;

namespace PubSubLab.Client.Tests.Concurrency;

public class WaitingTests
{
    [Theory]
    [InlineData(0.4, 1)]
    [InlineData(1, 1)]
    [InlineData(1500.2, 1501)]
    public async Task A_delay_is_rounded_up_to_whole_milliseconds_because_its_fraction_would_not_be_waited_for(double delay, int waited)
    {
        var scheduler = new NotingScheduler();

        (await scheduler.PassedAsync(TimeSpan.FromMilliseconds(delay), CancellationToken.None)).ShouldBeTrue();

        scheduler.Delays.ShouldBe([TimeSpan.FromMilliseconds(waited)]);
    }

    private sealed class NotingScheduler : IScheduler
    {
        public List<TimeSpan> Delays { get; } = [];

        public Task Delay(TimeSpan delay, CancellationToken cancellationToken)
        {
            Delays.Add(delay);
            return Task.CompletedTask;
        }
    }
}

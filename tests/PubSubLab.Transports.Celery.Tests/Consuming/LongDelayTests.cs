using Microsoft.Extensions.Time.Testing;
using PubSubLab.Transports.Celery.Consuming;

namespace PubSubLab.Transports.Celery.Tests.Consuming;

public sealed class LongDelayTests
{
    [Fact]
    public async Task Two_months_pass_whole()
    {
        var time = new FakeTimeProvider();
        var due = time.GetUtcNow() + TimeSpan.FromDays(60);

        var delay = LongDelay.UntilAsync(due, time, TestContext.Current.CancellationToken);

        await Eventually.HoldsAsync(() => delay.IsCompleted, "it never ends", time, TimeSpan.FromHours(1));
        await delay;
        time.GetUtcNow().ShouldBeGreaterThanOrEqualTo(due);
    }
}

using Google.Api.Gax;

namespace PubSubLab.Transports.PubSub;

/// <summary>The lab's clock as the official clients take it.</summary>
internal sealed class LabTime(TimeProvider time) : IScheduler, IClock
{
    /// <inheritdoc/>
    public Task Delay(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, time, cancellationToken);

    /// <inheritdoc/>
    public DateTime GetCurrentDateTimeUtc() => time.GetUtcNow().UtcDateTime;
}

using Google.Api.Gax;
using Google.Cloud.PubSub.V1.Concurrency;

namespace Google.Cloud.PubSub.V1;

/// <summary>
/// The subscriber's time: how it waits, and how much time has passed. Without a clock in the settings it is monotonic, so that a
/// change of the machine's clock does not let leases run out.
/// </summary>
internal sealed class SubscriberTime(IScheduler? scheduler, IClock? clock)
{
    private readonly IScheduler _scheduler = scheduler ?? SystemScheduler.Instance;
    private readonly DateTime _start = clock?.GetCurrentDateTimeUtc() ?? default;
    private readonly long _startTimestamp = TimeProvider.System.GetTimestamp();

    internal TimeSpan Now => clock is null ? TimeProvider.System.GetElapsedTime(_startTimestamp) : clock.GetCurrentDateTimeUtc() - _start;

    /// <summary>True when the whole delay passed, false when it was cancelled.</summary>
    internal Task<bool> PassedAsync(TimeSpan delay, CancellationToken cancellationToken) => _scheduler.PassedAsync(delay, cancellationToken);
}

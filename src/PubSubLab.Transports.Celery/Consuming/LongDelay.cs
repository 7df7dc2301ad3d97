namespace PubSubLab.Transports.Celery.Consuming;

/// <summary>Waits of any length. A timer of .NET reaches 49 days; an eta or a time limit may be farther away.</summary>
internal static class LongDelay
{
    private static readonly TimeSpan s_step = TimeSpan.FromDays(1);

    /// <summary>Waits until a moment.</summary>
    public static async Task UntilAsync(DateTimeOffset moment, TimeProvider time, CancellationToken cancellation)
    {
        for (var left = moment - time.GetUtcNow(); left > TimeSpan.Zero; left = moment - time.GetUtcNow())
        {
            await Task.Delay(left < s_step ? left : s_step, time, cancellation);
        }
    }
}

using Jint.Runtime;

namespace PubSubLab.Transforms;

/// <summary>The time that functions see: that of the emulator, whose clock can stand still.</summary>
internal sealed class FixedTime(ITimeSystem system, DateTimeOffset now) : ITimeSystem
{
    public TimeZoneInfo DefaultTimeZone => TimeZoneInfo.Utc;

    public DateTimeOffset GetUtcNow() => now;

    public TimeSpan GetUtcOffset(long epochMilliseconds) => TimeSpan.Zero;

    public bool TryParse(string date, out long epochMilliseconds) => system.TryParse(date, out epochMilliseconds);
}

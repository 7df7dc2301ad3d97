using System.Globalization;

namespace PubSubLab.Transports.PubSub;

/// <summary>Google's time as its answers tell it (RFC 9110, Date), against this machine's. A key's tokens carry this machine's time.</summary>
public sealed class ServerClock(TimeProvider time)
{
    /// <summary>Tolerated difference of the clocks: 1 min. Google accepts tokens up to 5 min off.</summary>
    private static readonly TimeSpan s_worthAWord = TimeSpan.FromMinutes(1);

    private long _aheadTicks;

    /// <summary>Lead of Google's clock over this machine's, by the newest answer; zero before the first.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref _aheadTicks));

    /// <summary>A sentence about this machine's clock if it is wrong; otherwise null.</summary>
    public string? Sentence => Ahead.Duration() < s_worthAWord
        ? null
        : $"This machine's clock is {Words(Ahead.Duration())} {(Ahead > TimeSpan.Zero ? "behind" : "ahead of")} Google's: set it, by NTP for instance.";

    /// <summary>Notes the time of an answer.</summary>
    internal void Note(DateTimeOffset? date)
    {
        if (date is { } told)
        {
            Interlocked.Exchange(ref _aheadTicks, (told - time.GetUtcNow()).Ticks);
        }
    }

    private static string Words(TimeSpan apart) => apart switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{apart.TotalDays:0} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{apart.TotalHours:0} hours"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{apart.TotalMinutes:0} min"),
    };
}

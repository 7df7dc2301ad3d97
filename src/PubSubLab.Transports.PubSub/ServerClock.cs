using System.Globalization;

namespace PubSubLab.Transports.PubSub;

/// <summary>Google's time as its answers tell it (RFC 9110, Date), against this machine's. A key's tokens carry this machine's time.</summary>
public sealed class ServerClock(TimeProvider time)
{
    /// <summary>How far apart the clocks may be before it is worth a word: 1 min. Google takes tokens of up to 5 min.</summary>
    private static readonly TimeSpan s_worthAWord = TimeSpan.FromMinutes(1);

    private long _aheadTicks;

    /// <summary>How far Google's clock is ahead of this machine's, by its newest answer; zero before the first.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref _aheadTicks));

    /// <summary>What is wrong with this machine's clock, as a sentence; null where nothing is.</summary>
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

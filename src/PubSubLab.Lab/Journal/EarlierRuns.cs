namespace PubSubLab.Lab.Journal;

/// <summary>The events that earlier runs of the lab left in its data directory. They are the journal's oldest, and lie before its time zero.</summary>
/// <param name="Count">Number of events, which is the newest one's sequence.</param>
/// <param name="BeginAt">Time of the oldest one; zero for none.</param>
/// <param name="Gaps">The times between two runs, when no lab was open, oldest first.</param>
public sealed record EarlierRuns(long Count, TimeSpan BeginAt, IReadOnlyList<TimeGap> Gaps)
{
    /// <summary>There was no earlier run.</summary>
    public static EarlierRuns None { get; } = new(0, TimeSpan.Zero, []);

    /// <summary>The end of the newest one; null for none.</summary>
    public TimeSpan? EndAt => Gaps.Count > 0 ? Gaps[^1].From : null;

    /// <summary>The gap that a moment lies in; null for none.</summary>
    public TimeGap? GapAt(TimeSpan at) => Gaps.FirstOrDefault(gap => gap.From < at && at < gap.To);

    /// <summary>Places events before a journal's time zero. The lab's clock may have been ahead, or the machine's was set back since.</summary>
    internal static IEnumerable<(RecordedEvent Event, TimeSpan At)> Timed(IReadOnlyList<RecordedEvent> events, DateTimeOffset startedAt)
    {
        var ahead = events.Count == 0 ? TimeSpan.Zero : events.Max(static e => e.Time) - startedAt + TimeSpan.FromTicks(1);
        var (shift, last) = (ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero, TimeSpan.MinValue);
        foreach (var e in events)
        {
            var at = e.Time - startedAt - shift;
            last = at > last ? at : last;
            yield return (e, last);
        }
    }
}

/// <summary>A time when no lab was open.</summary>
/// <param name="From">The last event before it.</param>
/// <param name="To">The next start.</param>
public sealed record TimeGap(TimeSpan From, TimeSpan To);

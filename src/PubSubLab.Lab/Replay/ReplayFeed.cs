using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Recordings;

namespace PubSubLab.Lab.Replay;

/// <summary>Lets what was recorded happen again, up to one moment after another, so that a screen shows it as it was seen then.</summary>
public sealed class ReplayFeed : IDisposable
{
    /// <summary>Limit of the events that are taken from a journal: more would hold a second copy of a large one in memory.</summary>
    public const int MostEvents = 50_000;

    private readonly IEnumerator<RecordedEvent> _events;
    private readonly DateTimeOffset _begin;
    private bool _waits;

    private ReplayFeed(IEnumerable<RecordedEvent> events, DateTimeOffset begin, DateTimeOffset end)
    {
        (_begin, Length) = (begin, end - begin);
        _events = events.GetEnumerator();
        _waits = _events.MoveNext();
        Replayed = Replayed.Begin(begin);
    }

    /// <summary>The journal, as far as it was fed.</summary>
    public Replayed Replayed { get; }

    /// <summary>The time from the first event to the end.</summary>
    public TimeSpan Length { get; }

    /// <summary>A recording. It is read twice: its end is known only there.</summary>
    /// <exception cref="LabException">It cannot be read.</exception>
    public static ReplayFeed OfFile(string file)
    {
        DateTimeOffset? begin = null;
        var end = default(DateTimeOffset);
        foreach (var e in JournalFile.Read(file))
        {
            begin ??= e.Time;
            end = e.Time > end ? e.Time : end;
        }

        return new ReplayFeed(JournalFile.Read(file), begin!.Value, end);
    }

    /// <summary>
    /// A journal's present run as far as it goes now: its newest <see cref="MostEvents"/> events, and what is known before them about workers and connections.
    /// </summary>
    /// <exception cref="LabException">Nothing has happened in it.</exception>
    public static ReplayFeed OfJournal(LabJournal journal)
    {
        var now = journal.StartedAt + journal.Now;
        var newest = Newest(journal);
        return newest.Count > 0
            ? new ReplayFeed(newest, newest[0].Time, newest[^1].Time > now ? newest[^1].Time : now)
            : throw new LabException("Nothing has happened yet, so there is nothing to show.");
    }

    /// <summary>Feeds everything up to a moment, counted from the first event.</summary>
    public void FeedTo(TimeSpan at)
    {
        var until = _begin + at;
        for (; _waits && _events.Current.Time <= until; _waits = _events.MoveNext())
        {
            Replayed.Take(_events.Current);
        }

        Replayed.MoveTo(until);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _events.Dispose();
        Replayed.Clock.Dispose();
    }

    private static List<RecordedEvent> Newest(LabJournal journal)
    {
        // Piece by piece: the journal may hold a million events, and goes on meanwhile.
        var (newest, end, piece) = (new List<RecordedEvent>(), journal.Appended, new LabEvent[4096]);
        for (var next = journal.Earlier.Count + 1; next <= end;)
        {
            var (first, count) = journal.Read(next, piece);
            foreach (var e in piece.Take(count).Where(e => e.Sequence <= end && (e.Sequence > end - MostEvents || e.Message is null)))
            {
                newest.Add(new RecordedEvent(
                    journal.StartedAt + e.At, e.Kind,
                    e.Message is { } m ? new MessageFacts(m.Id, m.Topic, m.Data, m.Attributes, m.OrderingKey, m.Length) : null,
                    e.Worker, e.Subscription, e.Attempt, e.Data));
            }

            next = first + count;
        }

        return newest;
    }
}

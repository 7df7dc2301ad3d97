using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Recordings;
using PubSubLab.Lab.Time;

namespace PubSubLab.Replay;

/// <summary>A recording as a journal that ends where the recording does, on a clock that stands still there.</summary>
/// <param name="Journal">Every event of it.</param>
/// <param name="History">What the events up to any of them add up to.</param>
/// <param name="Clock">The clock, to be disposed.</param>
internal sealed record Replayed(LabJournal Journal, JournalHistory History, LabClock Clock)
{
    /// <summary>Reads a recording.</summary>
    /// <exception cref="Lab.LabException">It cannot be read.</exception>
    public static Replayed Open(string file)
    {
        Replayed? opened = null;
        try
        {
            foreach (var e in JournalFile.Read(file))
            {
                opened ??= Begin(e.Time);

                // Times in a recording never go back; one that was edited by hand is taken as it stands.
                var clock = opened.Clock;
                clock.Advance(e.Time > clock.GetUtcNow() ? e.Time - clock.GetUtcNow() : TimeSpan.Zero);
                e.AppendTo(opened.Journal);
            }
        }
        catch
        {
            opened?.Clock.Dispose();
            throw;
        }

        return opened!;
    }

    private static Replayed Begin(DateTimeOffset at)
    {
        var clock = LabClock.Stopped(at);

        // A recording is kept whole, however long it is: it is looked at from its beginning.
        var journal = new LabJournal(clock, int.MaxValue);
        return new Replayed(journal, new JournalHistory(journal), clock);
    }
}

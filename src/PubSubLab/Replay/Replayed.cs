using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Time;

namespace PubSubLab.Replay;

/// <summary>A recording as a journal that ends where the recording does, on a clock that stands still there.</summary>
internal static class Replayed
{
    /// <summary>Reads a recording.</summary>
    /// <exception cref="Lab.LabException">It cannot be read.</exception>
    public static (LabJournal Journal, LabClock Clock) Open(string file)
    {
        var events = JournalFile.Read(file);
        var clock = LabClock.Stopped(events[0].Time);
        var journal = new LabJournal(clock);
        foreach (var e in events)
        {
            // Times in a recording never go back; one that was edited by hand is taken as it stands.
            clock.Advance(e.Time > clock.GetUtcNow() ? e.Time - clock.GetUtcNow() : TimeSpan.Zero);
            e.AppendTo(journal);
        }

        return (journal, clock);
    }
}

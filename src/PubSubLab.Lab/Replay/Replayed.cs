using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Recordings;
using PubSubLab.Lab.Runtime;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Replay;

/// <summary>A recording as a journal that ends where the recording does, on a clock that stands still there.</summary>
/// <param name="Journal">Every event of it.</param>
/// <param name="History">The totals up to each event.</param>
/// <param name="Clock">The clock, to be disposed.</param>
public sealed record Replayed(LabJournal Journal, JournalHistory History, LabClock Clock)
{
    /// <summary>Reads a recording.</summary>
    /// <exception cref="LabException">It cannot be read.</exception>
    public static Replayed Open(string file)
    {
        Replayed? opened = null;
        try
        {
            foreach (var e in JournalFile.Read(file))
            {
                opened ??= Begin(e.Time);
                opened.Take(e);
            }
        }
        catch
        {
            opened?.Clock.Dispose();
            throw;
        }

        return opened!;
    }

    /// <summary>A session without a broker that shows it.</summary>
    /// <param name="description">Where the header says that the lab is connected to.</param>
    /// <param name="filters">Checks filters; null for none.</param>
    /// <param name="topology">The topics and subscriptions that there were; null where that is not known.</param>
    /// <param name="runtime">Chance and threads; null for the machine's.</param>
    public LabSession OpenSession(string description, IFilterChecker? filters, TopologyListing? topology = null, ILabRuntime? runtime = null) => new(
        new ReplayTransport(description), Journal, runtime: runtime,
        ports: new LabPorts { Clock = Clock, Filters = filters, Recording = History, Topology = topology is null ? null : new ReadOnlyTopology(() => topology) });

    /// <summary>Lets an event happen at its time. Times never go back; one that was edited by hand is taken as it stands.</summary>
    internal void Take(RecordedEvent e)
    {
        MoveTo(e.Time);
        e.AppendTo(Journal);
    }

    /// <summary>Moves the clock to a time that is not over.</summary>
    internal void MoveTo(DateTimeOffset time)
    {
        if (time - Clock.GetUtcNow() is var by && by > TimeSpan.Zero)
        {
            Clock.Advance(by);
        }
    }

    /// <summary>An empty one that begins at a moment.</summary>
    internal static Replayed Begin(DateTimeOffset at)
    {
        var clock = LabClock.Stopped(at);

        // A recording is kept whole, however long it is: it is looked at from its beginning.
        var journal = new LabJournal(clock, int.MaxValue);
        return new Replayed(journal, new JournalHistory(journal), clock);
    }
}

using PubSubLab.Lab;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Commands;

/// <summary>
/// Notices when nothing has been delivered for a while and nothing is outstanding. Time without a connection is no quiet, and a broker that
/// gives no sign of life is not idle.
/// </summary>
/// <param name="journal">The journal that tells what is delivered.</param>
/// <param name="quiet">Required time without events.</param>
/// <param name="probe">Asks the broker for a sign of life; fails with a <see cref="LabException"/> where there is none.</param>
internal sealed class IdleWatch(LabJournal journal, TimeSpan quiet, Func<CancellationToken, Task> probe) : IJournalProjection
{
    /// <summary>Limit of an outage: 2 min.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private long _lastTicks = journal.Now.Ticks;
    private int _inHand;

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        if (e.Message is null)
        {
            return;
        }

        Interlocked.Exchange(ref _lastTicks, e.At.Ticks);
        if (e.Kind == LabEventKind.Delivered)
        {
            Interlocked.Increment(ref _inHand);
        }
        else if (e.Kind is LabEventKind.Acked or LabEventKind.Nacked)
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    /// <summary>Completes when it was quiet for long enough.</summary>
    /// <exception cref="LabException">The broker was away for longer than <see cref="Patience"/>.</exception>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        TimeSpan? silent = null;
        while (true)
        {
            if ((journal.Connections.BrokenSince() ?? silent) is { } broken)
            {
                if (journal.Now - broken >= Patience)
                {
                    throw new LabException($"The broker has been away for {Durations.Format(Patience)}, so this worker cannot know whether it is idle. Start the broker, then this worker.");
                }

                await Task.Delay(s_look, journal.Time, cancellation);
            }

            if (journal.Connections.WholeSince() is not { } whole)
            {
                continue;
            }

            var last = new TimeSpan(Interlocked.Read(ref _lastTicks));
            var left = quiet - (journal.Now - (last > whole ? last : whole));
            if (left > TimeSpan.Zero || Volatile.Read(ref _inHand) > 0)
            {
                // The end of an outstanding task restarts the quiet time; check again after a whole one.
                silent = null;
                await Task.Delay(left > TimeSpan.Zero ? left : quiet, journal.Time, cancellation);
                continue;
            }

            try
            {
                await probe(cancellation);
                if (last.Ticks == Interlocked.Read(ref _lastTicks))
                {
                    return;
                }
            }
            catch (LabException)
            {
                silent ??= journal.Now;
            }
        }
    }
}

using PubSubLab.Lab.Journal;

namespace PubSubLab.Commands;

/// <summary>Notices when nothing has been delivered for a while and nothing is in hand.</summary>
internal sealed class IdleWatch(LabJournal journal, TimeSpan quiet) : IJournalProjection
{
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
    public async Task WaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var left = quiet - (journal.Now - new TimeSpan(Interlocked.Read(ref _lastTicks)));
            if (left <= TimeSpan.Zero && Volatile.Read(ref _inHand) <= 0)
            {
                return;
            }

            // While something is in hand its end moves the time of quiet; look again after a whole one.
            await Task.Delay(left > TimeSpan.Zero ? left : quiet, journal.Time, cancellation);
        }
    }
}

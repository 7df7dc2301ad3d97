using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Time;

/// <summary>A move of a lab's stopped time to the next deadline at which anything happened.</summary>
/// <param name="Moved">How far time moved.</param>
/// <param name="First">What happened first; null where nothing did.</param>
public sealed record DeadlineStep(TimeSpan Moved, LabEvent? First)
{
    // Clients and broker wait for moments at which it turns out that there is nothing to do: a lease to extend whose message is acked by now,
    // a stream to keep alive. So many of them are passed over.
    private const int MostInVain = 20;

    // How long what a deadline sets off may take, by the machine's clock: it goes from thread to thread, and over a socket.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(150);

    /// <summary>Moves time from deadline to deadline until one has something happen, as long as anything is in hand or waits.</summary>
    /// <returns>Null where nothing has a deadline within <see cref="LabClock.Horizon"/>, and time stays.</returns>
    public static async Task<DeadlineStep?> RunAsync(LabClock clock, LabJournal journal, CancellationToken cancellation)
    {
        TimeSpan? moved = null;
        var next = new NextEvent();
        journal.Attach(next);
        try
        {
            for (var i = 0; i < MostInVain && clock.Step() is { } step; i++)
            {
                moved = (moved ?? TimeSpan.Zero) + step;
                using var happened = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                await Task.WhenAny(next.Happened, Task.Delay(s_patience, clock.Real, happened.Token));
                await happened.CancelAsync();
                cancellation.ThrowIfCancellationRequested();
                if (next.Happened.IsCompleted)
                {
                    return new DeadlineStep(moved.Value, await next.Happened);
                }

                if (journal.Unacked.Count == 0 && journal.Spans.Since(journal.Now).Count == 0)
                {
                    break;
                }
            }

            return moved is { } so ? new DeadlineStep(so, null) : null;
        }
        finally
        {
            journal.Detach(next);
        }
    }

    /// <summary>The first event from now on.</summary>
    private sealed class NextEvent : IJournalProjection
    {
        private readonly TaskCompletionSource<LabEvent> _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<LabEvent> Happened => _happened.Task;

        public void Apply(in LabEvent e) => _happened.TrySetResult(e);
    }
}

using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Time;

/// <summary>A move of a lab's stopped time to the next deadline at which anything happened.</summary>
/// <param name="Moved">Distance of the step.</param>
/// <param name="InVain">Number of skipped deadlines without an effect.</param>
/// <param name="First">The first event; null for none.</param>
public sealed record DeadlineStep(TimeSpan Moved, int InVain, LabEvent? First)
{
    // Clients and broker wait for moments at which it turns out that there is nothing to do: a lease to extend whose message is acked by now,
    // a stream to keep alive. So many of them are passed over.
    private const int MostInVain = 20;

    // By the machine's clock. How long what a deadline sets off may take, as it goes from thread to thread and over a socket; how long nothing
    // happens before what was set off earlier counts as over, and how long that is waited for at most.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan s_longestUnrest = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Moves time from deadline to deadline until one has an effect, while anything is outstanding or waits, and while time is
    /// stopped otherwise: resuming time ends the step.
    /// </summary>
    /// <returns>Null where nothing has a deadline within <see cref="LabClock.Horizon"/>, and time stays; or where time runs.</returns>
    public static async Task<DeadlineStep?> RunAsync(LabClock clock, LabJournal journal, CancellationToken cancellation)
    {
        await QuietAsync(clock.Real, journal, cancellation);
        var (moved, passed) = (TimeSpan.Zero, 0);
        var next = new NextEvent();
        journal.Attach(next);
        try
        {
            while (passed < MostInVain && moved < LabClock.Horizon && clock.Speed == 0 && clock.Step() is { } step)
            {
                (moved, passed) = (moved + step, passed + 1);
                if (await ComesWithinAsync(next.Happened, s_patience, clock.Real, cancellation))
                {
                    return new DeadlineStep(moved, passed - 1, await next.Happened);
                }

                if (journal.Unacked.Count == 0 && journal.Spans.Since(journal.Now).Count == 0)
                {
                    break;
                }
            }

            return passed > 0 ? new DeadlineStep(moved, passed, null) : null;
        }
        finally
        {
            journal.Detach(next);
        }
    }

    // Earlier effects do not count as results of this step.
    private static async Task QuietAsync(TimeProvider machine, LabJournal journal, CancellationToken cancellation)
    {
        var began = machine.GetTimestamp();
        while (machine.GetElapsedTime(began) < s_longestUnrest)
        {
            var next = new NextEvent();
            journal.Attach(next);
            try
            {
                if (!await ComesWithinAsync(next.Happened, s_quiet, machine, cancellation))
                {
                    return;
                }
            }
            finally
            {
                journal.Detach(next);
            }
        }
    }

    private static async Task<bool> ComesWithinAsync(Task task, TimeSpan limit, TimeProvider machine, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(task, Task.Delay(limit, machine, over.Token));
        await over.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }

    /// <summary>The first event from now on.</summary>
    private sealed class NextEvent : IJournalProjection
    {
        private readonly TaskCompletionSource<LabEvent> _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<LabEvent> Happened => _happened.Task;

        public void Apply(in LabEvent e) => _happened.TrySetResult(e);
    }
}

using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Wording;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Time;

/// <summary>The lab's time under the person's control: stopped, moved to the next deadline, ten times as fast. Called on the screen's thread.</summary>
internal sealed class LabTime(LabSession session, BackgroundWork work, Notices notices, ScreenKeys keys) : IDisposable
{
    private const double Fast = 10;

    // A person who presses the key five times wants five steps, one after another.
    private readonly SemaphoreSlim _oneStep = new(1);
    private CancellationTokenSource _steps = new();

    // Steps and time since the last effect, so that several uneventful steps are one sentence.
    private (int Steps, TimeSpan Time) _uneventful;

    // Goes up with each step that came to nothing: those asked for before that are not taken, as they would come to nothing too.
    private int _inVain;

    private LabClock Clock => session.Ports.Clock!;

    /// <summary>Stops time, or lets it run as it does.</summary>
    public void Toggle()
    {
        EndSteps();
        var stops = Clock.Speed > 0;
        Clock.SetSpeed(stops ? 0 : 1);
        notices.Say(stops
            ? $"Time stands still: no lease runs out, no handler ends. {keys.KeyOf(CommandIds.TimeStep)} goes to the next deadline, {keys.KeyOf(CommandIds.TimeStop)} lets it run."
            : "Time runs again, as it does.");
    }

    /// <summary>Lets time go ten times as fast, or as it does.</summary>
    public void ToggleFast()
    {
        EndSteps();
        var fast = Clock.Speed <= 1;
        Clock.SetSpeed(fast ? Fast : 1);
        notices.Say(fast ? "Time goes ten times as fast: a lease of 10 s ends in one." : "Time runs as it does.");
    }

    /// <summary>Moves stopped time to the next deadline at which anything happens, and says what did.</summary>
    public void Step()
    {
        Clock.SetSpeed(0);
        var (clock, journal, steps, inVain) = (Clock, session.Journal, _steps.Token, Volatile.Read(ref _inVain));
        work.Start(async ending =>
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ending, steps);
            try
            {
                await _oneStep.WaitAsync(either.Token);
                try
                {
                    if (inVain != Volatile.Read(ref _inVain))
                    {
                        return;
                    }

                    var step = await DeadlineStep.RunAsync(clock, journal, either.Token);
                    if (step?.First is null)
                    {
                        Interlocked.Increment(ref _inVain);
                    }

                    work.Post(() => notices.Say(Sentence(step)));
                }
                finally
                {
                    _oneStep.Release();
                }
            }
            catch (OperationCanceledException) when (steps.IsCancellationRequested)
            {
                // Time was let run meanwhile, which is what there is to say.
            }
        });
    }

    public void Dispose()
    {
        _steps.Cancel();
        _steps.Dispose();
    }

    // Steps that were asked for and not taken yet are for a time that stands still.
    private void EndSteps()
    {
        _steps.Cancel();
        _steps.Dispose();
        _steps = new CancellationTokenSource();
    }

    private string StandsStill => $"Time stands still; {keys.KeyOf(CommandIds.TimeStop)} lets it run.";

    private string Sentence(DeadlineStep? step)
    {
        if (step is null)
        {
            return "Nothing waits for a deadline within the next hour: no lease, no backoff, no handler. Time stands still.";
        }

        if (step.First is { } e)
        {
            _uneventful = default;
            return $"{Durations.Format(step.Moved)} on: {What(e)}. {StandsStill}";
        }

        _uneventful = (_uneventful.Steps + 1, _uneventful.Time + step.Moved);
        var steps = _uneventful.Steps == 1 ? "" : $" in {_uneventful.Steps} steps";
        return $"{Durations.Format(_uneventful.Time)} on{steps}: nothing was due. {Next()} {StandsStill}";
    }

    // A person who steps on and sees nothing wants to know how far it is to the next thing, or that nothing will come.
    private string Next()
    {
        var journal = session.Journal;
        var leases = journal.Spans.Since(journal.Now).Where(s => s.End is null || s.IsOutlivedByLease)
            .Select(s => (s.Message, At: s.LeaseFrom + DeadlineOf(s.Worker))).Where(l => l.At > journal.Now).ToList();
        return leases.Count > 0 && leases.MinBy(l => l.At) is var next
            ? $"The lease on #{next.Message.Number} ends in {Durations.Format(next.At - journal.Now)}, unless it is extended."
            : journal.Unacked.Count > 0 ? "No message is outstanding, and no worker takes the waiting ones."
            : $"No message is outstanding or waits: {keys.KeyOf(CommandIds.Publish)} publishes one.";
    }

    private TimeSpan DeadlineOf(string worker) =>
        session.Workers.Workers.FirstOrDefault(w => w.Name == worker)?.Spec.AckDeadline ?? new WorkerSpec().AckDeadline;

    private static string What(in LabEvent e)
    {
        var message = e.Message is { } m ? $"#{m.Number}" : "";
        var worker = e.Worker ?? "somebody";
        return e.Kind switch
        {
            LabEventKind.LeaseExpired => $"{worker}'s lease on {message} ended",
            LabEventKind.LeaseExtended => $"{worker} extended its lease on {message}",
            LabEventKind.Acked => $"{worker} acked {message}",
            LabEventKind.Nacked => $"{worker} nacked {message}",
            LabEventKind.Delivered => $"{message} was delivered to {worker}",
            LabEventKind.Receipt => $"{worker} confirmed that {message} had come",
            LabEventKind.Published => $"{message} was published",
            LabEventKind.DeadLettered => $"{message} was dead-lettered",
            _ => $"the log says: {string.Join(' ', new[] { e.Worker, EventLook.Of(e.Kind).Word, message, EventWords.Of(e) }.Where(w => !string.IsNullOrEmpty(w)))}",
        };
    }
}

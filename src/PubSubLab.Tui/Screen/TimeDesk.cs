using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Wording;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;

namespace PubSubLab.Tui.Screen;

/// <summary>The lab's time under the person's control: stopped, moved to the next deadline, ten times as fast. Called on the screen's thread.</summary>
internal sealed class TimeDesk(ScreenState screen) : IDisposable
{
    private const double Fast = 10;

    // A person who presses the key five times wants five steps, one after another.
    private readonly SemaphoreSlim _oneStep = new(1);
    private CancellationTokenSource _steps = new();

    // Goes up with each step that came to nothing: those asked for before that are not taken, as they would come to nothing too.
    private int _inVain;

    private LabClock Clock => screen.Session.Ports.Clock!;

    /// <summary>Stops time, or lets it run as it does.</summary>
    public void Toggle()
    {
        EndSteps();
        var stops = Clock.Speed > 0;
        Clock.SetSpeed(stops ? 0 : 1);
        screen.Say(stops
            ? $"Time stands still: no lease runs out, no handler ends. {screen.KeyOf(CommandIds.TimeStep)} goes to the next deadline, {screen.KeyOf(CommandIds.TimeStop)} lets it run."
            : "Time runs again, as it does.");
    }

    /// <summary>Lets time go ten times as fast, or as it does.</summary>
    public void ToggleFast()
    {
        EndSteps();
        var fast = Clock.Speed <= 1;
        Clock.SetSpeed(fast ? Fast : 1);
        screen.Say(fast ? "Time goes ten times as fast: a lease of 10 s ends in one." : "Time runs as it does.");
    }

    /// <summary>Moves stopped time to the next deadline at which anything happens, and says what did.</summary>
    public void Step()
    {
        Clock.SetSpeed(0);
        var (clock, journal, steps, inVain) = (Clock, screen.Journal, _steps.Token, Volatile.Read(ref _inVain));
        screen.Work.Start(async ending =>
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

                    screen.Work.Post(() => screen.Say(Sentence(step)));
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
        _steps.Dispose();
        _oneStep.Dispose();
    }

    // Steps that were asked for and not taken yet are for a time that stands still.
    private void EndSteps()
    {
        _steps.Cancel();
        _steps.Dispose();
        _steps = new CancellationTokenSource();
    }

    private string StandsStill => $"Time stands still; {screen.KeyOf(CommandIds.TimeStop)} lets it run.";

    private string Sentence(DeadlineStep? step) => step switch
    {
        null => "Nothing waits for a deadline within the next hour: no lease, no backoff, no handler. Time stands still.",
        { First: { } e } => $"{Durations.Format(step.Moved)} on: {What(e)}. {StandsStill}",
        { InVain: 1 } => $"{Durations.Format(step.Moved)} on: nothing happened. {StandsStill}",
        _ => $"{Durations.Format(step.Moved)} on: nothing happened at {step.InVain} deadlines. {StandsStill}",
    };

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

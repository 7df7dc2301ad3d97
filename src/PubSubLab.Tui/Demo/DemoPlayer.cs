using PubSubLab.Lab;
using PubSubLab.Lab.Demo;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Demo;

/// <summary>Plays the demo on the screen's lab. Called on the screen's thread.</summary>
internal sealed class DemoPlayer(LabSession session, BackgroundWork work, Notices notices, ScreenKeys keys, Presentation presentation, WorkerList workers) : IAsyncDisposable
{
    // Keys that mean the same in the demo as without it, and leave it playing.
    private static readonly HashSet<string> s_passed = new(StringComparer.Ordinal) { CommandIds.Quit, CommandIds.Redraw, CommandIds.Suspend, CommandIds.NextTheme, CommandIds.Present };

    private DemoRun? _run;
    private CancellationTokenSource? _stop;
    private Task _ending = Task.CompletedTask;

    /// <summary>Whether the demo plays.</summary>
    public bool IsPlaying => _run is { IsOver: false };

    /// <summary>The line that it shows; null for none.</summary>
    public string? Caption => _run is { IsOver: false } run ? run.Caption ?? "The demo begins." : null;

    /// <summary>The place of the step among all, and the effects of keys, the most telling first.</summary>
    public (string Place, string Space, string Others) Around => _run is { } run
        ? ($"{(run.IsPaused ? "‖ " : "")}{Math.Max(1, run.Step)}/{run.Steps}", SpaceOf(run), !run.IsLast && !presentation.IsOn && !run.IsPaused ? ", any key takes over" : "")
        : ("", "", "");

    /// <summary>Why it cannot begin; null where it can.</summary>
    public string? WhyNot() => IsPlaying ? "it plays already." : DemoRun.WhyNot(session);

    /// <summary>Begins.</summary>
    public void Start()
    {
        var (run, stop) = (new DemoRun(session, keys.KeyOf) { StopsAfterSteps = () => presentation.IsOn, Failed = reason => work.Post(() => notices.Fail(reason)), Looks = worker => work.Post(() => workers.Select(worker)) }, new CancellationTokenSource());
        var before = _ending;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (_run, _stop, _ending) = (run, stop, ended.Task);
        work.Start(async closing =>
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(closing, stop.Token);
            try
            {
                // Two demos on one lab would take each other's workers.
                await before.WaitAsync(either.Token);
                await run.RunAsync(either.Token);
                work.Post(() =>
                {
                    SelectSurvivor(run);
                    notices.Say("The demo is over. What it made is yours.");
                });
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The person took over, which the key has said.
            }
            catch (LabException)
            {
                // The person was told of it when it happened.
            }
            finally
            {
                ended.SetResult();
                work.Post(stop.Dispose);
            }
        });
    }

    /// <summary>Takes a key while the demo plays.</summary>
    /// <returns>The key's effect; null for a key that keeps its meaning.</returns>
    public string? Take(string chord)
    {
        if (_run is not { IsOver: false } run || s_passed.Any(id => keys.Get(id).Keys.Contains(chord)))
        {
            return null;
        }

        if (chord == "Space")
        {
            return Step(run);
        }

        // The last caption names keys to press: they do what it says.
        var handsOver = run.IsLast;
        End();
        if (handsOver)
        {
            SelectSurvivor(run);
        }
        else
        {
            notices.Say($"The lab is yours, as the demo left it. {keys.KeyOf(CommandIds.Demo)} plays it again.");
        }

        return handsOver ? null : "Take over";
    }

    public async ValueTask DisposeAsync()
    {
        if (IsPlaying)
        {
            await _stop!.CancelAsync();
        }
    }

    // "Delete kills one" would find the worker that the demo has killed.
    private void SelectSurvivor(DemoRun run)
    {
        if (workers.ReadSelected() is not { IsAlive: true } && run.Survivor.Length > 0)
        {
            workers.Select(run.Survivor);
        }
    }

    private string Step(DemoRun run)
    {
        if (presentation.IsOn)
        {
            run.GoOn();
            return "Next step";
        }

        run.TogglePause();
        return run.IsPaused ? "Hold" : "Go on";
    }

    private string SpaceOf(DemoRun run) => run.IsLast ? ""
        : presentation.IsOn ? "Space: next step"
        : run.IsPaused ? "Space goes on"
        : "Space holds";

    private void End()
    {
        _stop!.Cancel();
        _run = null;
    }
}

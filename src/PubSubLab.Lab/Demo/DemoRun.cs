using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Demo;

/// <summary>One run of the demo on a lab. Its state is read from any thread.</summary>
/// <param name="session">The lab.</param>
/// <param name="keys">The key of each command that a caption names.</param>
/// <param name="steps">The steps; null for the demo's.</param>
public sealed class DemoRun(LabSession session, Func<string, string> keys, IReadOnlyList<DemoStep>? steps = null)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(40);

    private readonly Lock _pausing = new();
    private readonly DemoStage _stage = new(session);
    private readonly IReadOnlyList<DemoStep> _steps =
        [.. (steps ?? DemoScript.Steps).Where(s => !s.NeedsFilters || session.Capabilities?.Filters == true)];

    private volatile string? _caption;
    private volatile int _step;
    private volatile bool _isOver;
    private volatile bool _isPaused;
    private bool _goesOn;
    private bool _isTold;
    private double _speed = 1;

    /// <summary>Number of steps on this backend.</summary>
    public int Steps => _steps.Count;

    /// <summary>The step that is shown, from 1; 0 before the first.</summary>
    public int Step => _step;

    /// <summary>The caption now; null before the first step and after the last.</summary>
    public string? Caption => _caption;

    /// <summary>The worker that is left at the end; empty before it joins.</summary>
    public string Survivor => _stage.Second;

    /// <summary>Whether the last step is shown, which hands the lab over.</summary>
    public bool IsLast => _step == _steps.Count;

    /// <summary>Whether the demo has ended.</summary>
    public bool IsOver => _isOver;

    /// <summary>Whether it stands still between its steps.</summary>
    public bool IsPaused => _isPaused;

    /// <summary>Whether the demo stands still after a step until <see cref="GoOn"/>; asked at the end of each. Default: no.</summary>
    public Func<bool> StopsAfterSteps { get; init; } = () => false;

    /// <summary>Called once, as soon as the demo cannot go on, with the reason; what it sent is still awaited then. Default: nobody is told.</summary>
    public Action<string> Failed { get; init; } = _ => { };

    /// <summary>Called with the worker that a step is about, which a screen brings into sight. Default: nobody looks.</summary>
    public Action<string> Looks
    {
        init => _stage.Looks = value;
    }

    private TimeSpan Now => session.Journal.Now;

    /// <summary>Why the demo cannot begin; null where it can.</summary>
    public static string? WhyNot(LabSession session) => DemoStage.WhyNot(session);

    /// <summary>Holds the demo, or lets it go on at the speed that it had. Where the lab's clock can be stopped, all of the lab stands still.</summary>
    public void TogglePause() => Pause(null);

    /// <summary>Goes on to the next step; asked for before the step is over, the demo does not stop after it.</summary>
    public void GoOn()
    {
        lock (_pausing)
        {
            _goesOn = !_isPaused;
            Pause(false);
        }
    }

    /// <summary>Runs the steps.</summary>
    /// <exception cref="LabException">The broker went away or refused something.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            if (session.Ports.Clock is { Speed: 0 } stopped)
            {
                stopped.SetSpeed(1);
            }

            await _stage.SetAsync(cancellation);
            foreach (var step in _steps)
            {
                await WaitAsync(step.SaidWhen, TimeSpan.Zero, step.AtMost, null, cancellation);
                (_caption, _step) = (Fill(step.Caption), _step + 1);
                await PlayAsync(step, cancellation);
                StopAfterStep();
            }
        }
        catch (LabException e)
        {
            Tell(e);
            throw;
        }
        finally
        {
            End();
        }
    }

    private async Task PlayAsync(DemoStep step, CancellationToken cancellation)
    {
        using var acting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var act = step.Act?.Invoke(_stage, acting.Token) ?? Task.CompletedTask;
        try
        {
            await WaitAsync(step.Until, step.AtLeast, step.AtMost, act, cancellation);
        }
        catch (Exception e)
        {
            // Said at once; what was sent already waits for the broker's answer.
            End();
            Tell(e);
            await acting.CancelAsync();
            await act.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            throw;
        }
    }

    private async Task WaitAsync(Func<DemoStage, bool>? until, TimeSpan atLeast, TimeSpan atMost, Task? act, CancellationToken cancellation)
    {
        for (var (passed, last) = (TimeSpan.Zero, Now); _isPaused || act is { IsCompleted: false } || passed < atLeast || (until?.Invoke(_stage) == false && passed < atMost);)
        {
            await Task.Delay(s_look, session.Journal.Time, cancellation);
            passed += _isPaused ? TimeSpan.Zero : Now - last;
            last = Now;
            if (session.Journal.Connections.Read() is { LostAt: not null } or { Missing: not null })
            {
                throw new LabException("The broker went away, so the demo ended. Start it again later.");
            }
        }

        await (act ?? Task.CompletedTask);
    }

    private void Tell(Exception e)
    {
        if (e is LabException && !_isTold)
        {
            _isTold = true;
            Failed(e.Message);
        }
    }

    private void StopAfterStep()
    {
        lock (_pausing)
        {
            if (StopsAfterSteps() && !_goesOn && !IsLast)
            {
                Pause(true);
            }

            _goesOn = false;
        }
    }

    private void End()
    {
        (_caption, _isOver) = (null, true);
        Pause(false);
    }

    // The person's key and the end of the run come on two threads.
    private void Pause(bool? holds)
    {
        lock (_pausing)
        {
            if (holds == _isPaused || (holds is null && _isOver))
            {
                return;
            }

            _isPaused = !_isPaused;
            if (session.Ports.Clock is not { } clock)
            {
                return;
            }

            if (_isPaused)
            {
                _speed = clock.Speed > 0 ? clock.Speed : 1;
                clock.SetSpeed(0);
            }
            else if (clock.Speed == 0)
            {
                // A speed that was chosen in the meantime stays.
                clock.SetSpeed(_speed);
            }
        }
    }

    private string Fill(string caption)
    {
        var filled = caption
            .Replace("{first}", _stage.First, StringComparison.Ordinal).Replace("{second}", _stage.Second, StringComparison.Ordinal)
            .Replace("{slow}", Durations.Format(session.Handlers.Options.SlowFor), StringComparison.Ordinal)
            .Replace("{lease}", Durations.Format(new WorkerSpec().AckDeadline), StringComparison.Ordinal);
        for (int open; (open = filled.IndexOf('{', StringComparison.Ordinal)) >= 0 && filled.IndexOf('}', open) is var close and > 0;)
        {
            filled = filled[..open] + keys(filled[(open + 1)..close]) + filled[(close + 1)..];
        }

        return filled;
    }
}

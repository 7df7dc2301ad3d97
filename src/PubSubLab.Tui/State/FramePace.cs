namespace PubSubLab.Tui.State;

/// <summary>
/// How often the screen draws what moves by itself: with each step, and less where the terminal is slow to take a frame. Keys do not wait for it.
/// </summary>
internal sealed class FramePace(ScreenClock clock, Preferences preferences)
{
    /// <summary>A frame that takes the terminal longer than this has the next ones skipped.</summary>
    public static readonly TimeSpan SlowWrite = TimeSpan.FromMilliseconds(30);

    private static readonly TimeSpan s_longestHold = TimeSpan.FromSeconds(1);

    private long _step = -1;
    private TimeSpan _writingSince;
    private TimeSpan _heldUntil;

    /// <summary>The time between two steps.</summary>
    public TimeSpan Step => StepOf(preferences.SlowLine);

    /// <summary>Whether frames are skipped now: half of the time belongs to what the terminal already has to show.</summary>
    public bool IsHeld => clock.Elapsed < _heldUntil;

    /// <summary>The time between two steps: eight a second, four over a slow line.</summary>
    public static TimeSpan StepOf(bool slowLine) => TimeSpan.FromMilliseconds(slowLine ? 250 : 125);

    /// <summary>Goes on to the step of this moment.</summary>
    /// <returns>Whether it is another one than before.</returns>
    public bool Advance()
    {
        var before = _step;
        _step = clock.Elapsed.Ticks / Step.Ticks;
        return _step != before;
    }

    /// <summary>A frame goes to the terminal.</summary>
    public void WriteBegins() => _writingSince = clock.Elapsed;

    /// <summary>The terminal has taken the frame.</summary>
    public void WriteEnds()
    {
        var (now, took) = (clock.Elapsed, clock.Elapsed - _writingSince);
        _heldUntil = took <= SlowWrite ? TimeSpan.Zero : now + (took < s_longestHold ? took : s_longestHold);
    }
}

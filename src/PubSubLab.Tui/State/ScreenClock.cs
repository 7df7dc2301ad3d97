namespace PubSubLab.Tui.State;

/// <summary>The clock of the person at the screen. It goes on while the lab's clock is stopped.</summary>
internal sealed class ScreenClock(TimeProvider time)
{
    private readonly long _openedAt = time.GetTimestamp();

    public TimeProvider Time => time;

    /// <summary>Time since the screen opened.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_openedAt);
}

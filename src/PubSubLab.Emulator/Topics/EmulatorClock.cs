namespace PubSubLab.Emulator.Topics;

/// <summary>UTC ticks that never go back: the wall clock at the start, and the monotonic clock from there.</summary>
internal sealed class EmulatorClock(TimeProvider provider)
{
    private readonly long _start = provider.GetUtcNow().UtcTicks;
    private readonly long _timestamp = provider.GetTimestamp();

    public TimeProvider Provider { get; } = provider;

    public long Now => _start + Provider.GetElapsedTime(_timestamp).Ticks;
}

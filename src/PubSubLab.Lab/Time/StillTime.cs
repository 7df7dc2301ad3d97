namespace PubSubLab.Lab.Time;

/// <summary>A machine's clock that does not go, under a clock that is moved by hand.</summary>
internal sealed class StillTime : TimeProvider
{
    public static StillTime Instance { get; } = new();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => 0;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => NoTimer.Instance;

    private sealed class NoTimer : ITimer
    {
        public static NoTimer Instance { get; } = new();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // Nothing was armed.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

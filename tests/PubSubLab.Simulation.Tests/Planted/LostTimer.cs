namespace PubSubLab.Simulation.Tests.Planted;

/// <summary>A server whose timers do not fire.</summary>
internal sealed class LostTimer : PlantedFault
{
    public override TimeProvider Time(TimeProvider own) => new Deaf(own);

    private sealed class Deaf(TimeProvider own) : TimeProvider
    {
        public override long TimestampFrequency => own.TimestampFrequency;

        public override long GetTimestamp() => own.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => own.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            own.CreateTimer(static _ => { }, null, dueTime, period);
    }
}

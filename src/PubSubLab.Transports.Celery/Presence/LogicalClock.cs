namespace PubSubLab.Transports.Celery.Presence;

/// <summary>Lamport's clock, by which Celery's monitors order events of several workers (kombu/clocks.py).</summary>
internal sealed class LogicalClock
{
    private long _value;

    public long Value => Interlocked.Read(ref _value);

    /// <summary>The time of the next event.</summary>
    public long Forward() => Interlocked.Increment(ref _value);

    /// <summary>Another node's time was seen. A value that only a broken program has is ignored.</summary>
    public void Adjust(long seen)
    {
        for (var now = Value; seen is > 0 and < long.MaxValue / 2 && now <= seen; now = Value)
        {
            if (Interlocked.CompareExchange(ref _value, seen + 1, now) == now)
            {
                return;
            }
        }
    }
}

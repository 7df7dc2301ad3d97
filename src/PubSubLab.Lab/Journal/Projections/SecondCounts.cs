namespace PubSubLab.Lab.Journal;

/// <summary>A count for each second of the last minute. Its owner keeps other threads out.</summary>
internal sealed class SecondCounts
{
    /// <summary>How many seconds are kept.</summary>
    public const int Kept = 60;

    private (long Second, long Count)[] _ring = new (long, long)[Kept];

    public SecondCounts Copy() => new() { _ring = [.. _ring] };

    public void Add(TimeSpan at)
    {
        var second = (long)at.TotalSeconds;
        ref var slot = ref _ring[second % Kept];
        slot = slot.Second == second ? (second, slot.Count + 1) : (second, 1);
    }

    /// <summary>The counts of the last whole seconds before <paramref name="now"/>, oldest first; the second that runs is left out.</summary>
    public long[] Read(TimeSpan now, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(count, Kept);
        var last = (long)now.TotalSeconds;
        var counts = new long[count];
        for (var i = 0; i < count; i++)
        {
            var second = last - count + i;
            counts[i] = second >= 0 && _ring[second % Kept] is var slot && slot.Second == second ? slot.Count : 0;
        }

        return counts;
    }

    /// <summary>How many a second, over the last whole seconds.</summary>
    public double Over(TimeSpan now, int seconds) => (double)Read(now, seconds).Sum() / seconds;
}

namespace PubSubLab.Simulation.Worlds;

/// <summary>Random choices from a seed (SplitMix64). The sequence of <see cref="Random"/> may change with the runtime; this one does not.</summary>
internal sealed class Draws(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="end"/>, which is not one of them.</summary>
    public int Below(int end) => (int)(Next() % (ulong)end);

    /// <summary>A number from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => (Next() >> 11) * (1.0 / (1UL << 53)) < probability;

    /// <summary>A duration between two others, in whole microseconds. Short ones are as likely as long ones.</summary>
    public TimeSpan Duration(TimeSpan least, TimeSpan most)
    {
        var (low, high) = (Math.Log(Math.Max(1, least.TotalMicroseconds)), Math.Log(Math.Max(1, most.TotalMicroseconds)));
        var share = (Next() >> 11) * (1.0 / (1UL << 53));
        return TimeSpan.FromMicroseconds(Math.Floor(Math.Exp(low + ((high - low) * share))));
    }

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>Another sequence that depends on this one.</summary>
    public Draws Fork() => new(Next());
}

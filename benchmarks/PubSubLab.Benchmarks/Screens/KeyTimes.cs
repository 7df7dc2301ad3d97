namespace PubSubLab.Benchmarks.Screens;

/// <summary>Time from a key to its answer on the screen.</summary>
internal sealed class KeyTimes
{
    private readonly List<double> _milliseconds = [];

    public int Count => _milliseconds.Count;

    /// <summary>The slowest, in milliseconds.</summary>
    public double Slowest => _milliseconds.Max();

    public void Add(TimeSpan time) => _milliseconds.Add(time.TotalMilliseconds);

    /// <summary>Milliseconds within which so many percent were answered.</summary>
    public double At(double percentile) => _milliseconds.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(_milliseconds.Count * percentile / 100) - 1));
}

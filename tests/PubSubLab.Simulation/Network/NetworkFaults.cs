using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Network;

/// <summary>Latencies and faults of a network, drawn for each run.</summary>
internal sealed record NetworkFaults
{
    /// <summary>No cuts, and short latencies.</summary>
    public static NetworkFaults None { get; } = new();

    public TimeSpan LeastLatency { get; init; } = TimeSpan.FromMicroseconds(50);

    public TimeSpan MostLatency { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Probability that a frame takes <see cref="LongDelay"/> at most.</summary>
    public double Delayed { get; init; }

    public TimeSpan LongDelay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Probability that the connection is cut at a frame.</summary>
    public double Cut { get; init; }

    /// <summary>Longest time until a side finds out about a cut: at once, or after as long as a keepalive takes.</summary>
    public TimeSpan LongestDetection { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Messages that a stream's writer may have under way before it waits for the reader.</summary>
    public int Window { get; init; } = 8;

    public static NetworkFaults Draw(Draws draws) => new()
    {
        MostLatency = draws.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(300)),
        Delayed = draws.Of(0, 0.002, 0.02),
        Cut = draws.Of(0, 0.002, 0.01, 0.05),
        LongestDetection = draws.Of(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(60)),
        Window = draws.Of(1, 2, 8, 64),
    };
}

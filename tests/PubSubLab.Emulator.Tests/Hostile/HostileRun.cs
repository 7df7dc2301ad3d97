using System.Globalization;

namespace PubSubLab.Emulator.Tests.Hostile;

/// <summary>
/// Where hostile input comes from: PUBSUBLAB_HOSTILE_SEED (default a fresh one, which the output and every failure name), for
/// PUBSUBLAB_HOSTILE_SECONDS a test (default 3).
/// </summary>
internal sealed class HostileRun
{
    /// <summary>However busy the machine is, every method gets this much.</summary>
    private const int LeastRounds = 60;

    private readonly long _begin = TimeProvider.System.GetTimestamp();

    public HostileRun() => TestContext.Current.TestOutputHelper?.WriteLine(Replay);

    public static int Seed { get; } =
        Environment.GetEnvironmentVariable("PUBSUBLAB_HOSTILE_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();

    public static string Replay => $"PUBSUBLAB_HOSTILE_SEED={Seed} replays this input.";

    public Random Random { get; } = new(Seed);

    public int Round { get; private set; }

    /// <summary>Begins another round; false when there have been enough.</summary>
    public bool Next()
    {
        Round++;
        return Round % LeastRounds != 0 || TimeProvider.System.GetElapsedTime(_begin).TotalSeconds < Seconds;
    }

    private static int Seconds => int.Parse(Environment.GetEnvironmentVariable("PUBSUBLAB_HOSTILE_SECONDS") ?? "3", CultureInfo.InvariantCulture);
}
